import { SCOPES, type TokenRow } from '@signal-hooks/gateway';
import type { Command } from 'commander';
import { type DataOptions, withGateway } from '../open.ts';
import { faint, print, printTable, strong } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';
import { addDataOptions, collect } from './data-options.ts';

interface CreateOptions extends DataOptions {
  readonly name: string;
  readonly scope: readonly string[];
  readonly days: string;
}

/** What an automation platform needs: to subscribe, to list, to replay. */
const PLATFORM_SCOPES = SCOPES.filter((scope) => scope !== 'admin' && scope !== 'sources:write');

/** `signal-hooks token create|list|revoke`: bearer tokens of the HTTP API. */
export function addToken(program: Command): void {
  const token = program.command('token').description('bearer tokens of the HTTP API');
  addDataOptions(
    token
      .command('create')
      .description('make a token; it is shown once')
      .requiredOption('--name <name>', 'what you recognise it by, such as zapier')
      .option('--scope <scope>', `one of ${SCOPES.join(', ')}; repeat for more`, collect, [])
      .option('--days <days>', 'how long it is valid, or "never"', '365'),
  ).action(create);
  addDataOptions(token.command('list').description('all tokens')).action(list);
  addDataOptions(
    token.command('revoke').argument('<id>', 'such as tok_01k9…').description('make it worthless'),
  ).action(async (id: string, options: DataOptions) => {
    const row = await withGateway(options, ({ services }) => services.tokens.revoke(id));
    print(`Revoked ${row.id} (${row.name}).`);
  });
}

async function create(options: CreateOptions): Promise<void> {
  const expiresInDays = options.days === 'never' ? null : Number(options.days);
  if (Number.isNaN(expiresInDays)) throw new UsageError('--days takes a number or "never".');
  const scopes = options.scope.length > 0 ? options.scope : PLATFORM_SCOPES;
  const { token, row } = await withGateway(options, ({ services }) =>
    services.tokens.create({ name: options.name, scopes, expiresInDays }),
  );
  print(token);
  // Only the token goes to standard output, so that TOKEN=$(signal-hooks token create …) works.
  process.stderr.write(
    `${faint(`${row.id}: ${row.scopes.join(' ')}; ${expiryOf(row)}. It is not shown again.`)}\n`,
  );
}

async function list(options: DataOptions): Promise<void> {
  const rows = await withGateway(options, ({ services }) => services.tokens.list());
  if (rows.length === 0) print('There is no token yet: signal-hooks token create --name …');
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
