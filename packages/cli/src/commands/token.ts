import { SCOPES, type Scope, TOKEN_PURPOSES, type TokenPurpose } from '@signal-hooks/catalogue';
import { createToken, listTokens, revokeToken, type Token } from '@signal-hooks/client';
import { type Command, Option } from 'commander';
import { type ApiOptions, addApiOptions, withApi } from '../api.ts';
import { faint, print, printTable, strong, tame } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';
import { addCreateOption, collect } from './data-options.ts';

interface CreateOptions extends ApiOptions {
  readonly for?: TokenPurpose;
  readonly name?: string;
  readonly scope: readonly string[];
  readonly days: string;
}

/** `signal-hooks token create|list|revoke`: bearer tokens of the HTTP API. */
export function addToken(program: Command): void {
  const token = program.command('token').description('bearer tokens of the HTTP API');
  const purposes = Object.keys(TOKEN_PURPOSES);
  addCreateOption(
    addApiOptions(
      token
        .command('create')
        .description('make a token; it is shown once')
        .addOption(new Option('--for <purpose>', 'what it is for').choices(purposes))
        .option('--name <name>', 'what you recognise it by (default: what it is for)')
        .option(
          '--scope <scope>',
          `instead of --for, what it may do: ${SCOPES.join(', ')}; repeat for more`,
          collect,
          [],
        )
        .option('--days <days>', 'how long it is valid, or "never"', '365'),
    ),
  ).action(create);
  addApiOptions(token.command('list').description('all tokens')).action(list);
  addApiOptions(
    token.command('revoke').argument('<id>', 'such as tok_01k9…').description('make it worthless'),
  ).action(revoke);
}

async function create(options: CreateOptions): Promise<void> {
  const expiresInDays = options.days === 'never' ? null : Number(options.days);
  if (Number.isNaN(expiresInDays)) throw new UsageError('--days takes a number or "never".');
  const { for: purpose, scope } = options;
  if ((purpose === undefined) === (scope.length === 0)) {
    const purposes = Object.keys(TOKEN_PURPOSES).join(', ');
    throw new UsageError(`Give --for with one of ${purposes}, or --scope, but not both.`);
  }
  const scopes = purpose === undefined ? scope.map(asScope) : TOKEN_PURPOSES[purpose];
  const name = options.name ?? purpose;
  if (name === undefined) throw new UsageError('Give --name: what you recognise the token by.');
  const body = { name, scopes, expires_in_days: expiresInDays };
  const made = await withApi(options, (api) => api(createToken(body)));
  if (options.json) {
    print(JSON.stringify(made, null, 2));
    return;
  }
  print(made.token);
  // Only the token goes to standard output, so that TOKEN=$(signal-hooks token create …) works.
  process.stderr.write(
    `${faint(`${made.id}: ${made.scopes.join(' ')}; ${expiryOf(made)}. It is not shown again.`)}\n`,
  );
}

/** Whether there is such a scope, the gateway says: it may be another version. */
const asScope = (text: string): Scope => text as Scope;

async function list(options: ApiOptions): Promise<void> {
  const { data } = await withApi(options, (api) => api(listTokens()));
  if (options.json) print(JSON.stringify(data, null, 2));
  else if (data.length === 0) {
    print('There is no token yet: signal-hooks token create --for zapier');
  } else {
    printTable([
      ['id', 'name', 'state', 'scopes'].map(strong),
      ...data.map((each) => [each.id, tame(each.name), stateOf(each), each.scopes.join(' ')]),
    ]);
  }
}

async function revoke(id: string, options: ApiOptions): Promise<void> {
  const revoked = await withApi(options, async (api) => {
    // Asked before: a token that revokes itself cannot ask any more.
    const { data } = await api(listTokens());
    await api(revokeToken(id));
    return data.find((each) => each.id === id);
  });
  if (options.json) print(JSON.stringify({ id, name: revoked?.name, revoked: true }, null, 2));
  else print(`Revoked ${id} (${tame(revoked?.name ?? '')}).`);
}

const stateOf = (token: Token): string => (token.revoked_at === null ? expiryOf(token) : 'revoked');

const expiryOf = ({ expires_at: at }: Token): string => {
  if (at === null) return 'never expires';
  const day = at.slice(0, 10);
  return Date.parse(at) < Date.now() ? `expired ${day}` : `expires ${day}`;
};
