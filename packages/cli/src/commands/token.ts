import { SCOPES, TOKEN_PURPOSES, type TokenPurpose } from '@signal-hooks/catalogue';
import { listTokens } from '@signal-hooks/client';
import type { TokenRow } from '@signal-hooks/gateway';
import { type Command, Option } from 'commander';
import { localApi } from '../api.ts';
import { type DataOptions, withGateway } from '../open.ts';
import { faint, print, printTable, strong } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';
import {
  addCreateOption,
  addDataOptions,
  addJsonOption,
  collect,
  type JsonOptions,
} from './data-options.ts';

interface CreateOptions extends DataOptions {
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
    addDataOptions(
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
  addJsonOption(addDataOptions(token.command('list').description('all tokens'))).action(list);
  addDataOptions(
    token.command('revoke').argument('<id>', 'such as tok_01k9…').description('make it worthless'),
  ).action(async (id: string, options: DataOptions) => {
    const row = await withGateway(options, ({ services }) =>
      services.audit.recordLocal({ operation: 'revokeToken', kind: 'token', id }, () =>
        services.tokens.revoke(id),
      ),
    );
    print(`Revoked ${row.id} (${row.name}).`);
  });
}

async function create(options: CreateOptions): Promise<void> {
  const expiresInDays = options.days === 'never' ? null : Number(options.days);
  if (Number.isNaN(expiresInDays)) throw new UsageError('--days takes a number or "never".');
  const { for: purpose, scope } = options;
  if ((purpose === undefined) === (scope.length === 0)) {
    const purposes = Object.keys(TOKEN_PURPOSES).join(', ');
    throw new UsageError(`Give --for with one of ${purposes}, or --scope, but not both.`);
  }
  const scopes = purpose === undefined ? scope : TOKEN_PURPOSES[purpose];
  const name = options.name ?? purpose;
  if (name === undefined) throw new UsageError('Give --name: what you recognise the token by.');
  const { token, row } = await withGateway(options, ({ services }) =>
    services.audit.recordLocal(
      { operation: 'createToken', kind: 'token', id: null },
      () => services.tokens.create({ name, scopes, expiresInDays }),
      ({ row }) => row.id,
    ),
  );
  print(token);
  // Only the token goes to standard output, so that TOKEN=$(signal-hooks token create …) works.
  process.stderr.write(
    `${faint(`${row.id}: ${row.scopes.join(' ')}; ${expiryOf(row)}. It is not shown again.`)}\n`,
  );
}

async function list(options: DataOptions & JsonOptions): Promise<void> {
  if (options.json) {
    const { data } = await withGateway(options, (gateway) => localApi(gateway)(listTokens()));
    print(JSON.stringify(data, null, 2));
    return;
  }
  const rows = await withGateway(options, ({ services }) => services.tokens.list());
  if (rows.length === 0) print('There is no token yet: signal-hooks token create --for zapier');
  else {
    printTable([
      ['id', 'name', 'state', 'scopes'].map(strong),
      ...rows.map((row) => [row.id, row.name, stateOf(row), row.scopes.join(' ')]),
    ]);
  }
}

const stateOf = (row: TokenRow): string => (row.revokedAt === null ? expiryOf(row) : 'revoked');

const expiryOf = ({ expiresAt }: TokenRow): string => {
  if (expiresAt === null) return 'never expires';
  const day = new Date(expiresAt).toISOString().slice(0, 10);
  return expiresAt < Date.now() ? `expired ${day}` : `expires ${day}`;
};
