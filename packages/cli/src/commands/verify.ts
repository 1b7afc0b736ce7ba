import {
  type Credentials,
  createReceiver,
  explainFailure,
  type Headers,
  type Provider,
  type Received,
  type SignalRecord,
  toRecord,
} from '@signal-hooks/catalogue';
import type { Command } from 'commander';
import { parseHeaders } from '../header-lines.ts';
import { readBody, readKey } from '../read-file.ts';
import { bad, good, print, printTable, strong, tame } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';
import { collect } from './data-options.ts';
import { providerArgument, providerOf } from './provider-argument.ts';

interface VerifyOptions {
  readonly body: string;
  readonly header: readonly string[];
  readonly secret?: string;
  readonly key?: string;
  readonly authorization?: string;
  readonly unsigned?: boolean;
  readonly json?: boolean;
}

/** What `verify --json` prints. */
interface VerifyReport {
  readonly ok: boolean;
  /** `ok`, or the code of what failed. */
  readonly code: string;
  readonly explanation: string;
  readonly event: { type: string; identity: string; ping: boolean } | null;
  readonly record: SignalRecord | null;
}

/** `signal-hooks verify`: answers "why is my signature wrong?" for one captured request. */
export function addVerify(program: Command): void {
  program
    .command('verify')
    .description('verify and map one captured request; says why if it fails')
    .addArgument(providerArgument())
    .requiredOption('--body <file>', 'file with the raw body as it came, - for standard input')
    .option('--header <header>', "a header as 'Name: value'; repeat for each", collect, [])
    .option('--secret <secret>', 'the shared secret (HMAC providers)')
    .option('--key <file>', 'file with the public key or certificate (RSA providers)')
    .option('--authorization <value>', 'the Authorization header that must be there as well')
    .option('--unsigned', 'take the request without a signature')
    .option('--json', 'print {ok, code, explanation, event, record}')
    .action(async (id: string, options: VerifyOptions) => {
      const report = await verify(providerOf(id), options);
      if (options.json) print(JSON.stringify(report, null, 2));
      else printReport(report, options.unsigned === true);
      process.exitCode = report.ok ? 0 : 1;
    });
}

async function verify(provider: Provider, options: VerifyOptions): Promise<VerifyReport> {
  const [body, credentials] = await Promise.all([readBody(options.body), readCredentials(options)]);
  const headers = parseHeaders(options.header);
  const received = createReceiver(provider, credentials)({ body, headers }, Date.now() / 1000);
  if (!received.ok) {
    const explanation = explain(provider, body, headers, credentials, received);
    return { ok: false, code: received.code, explanation, event: null, record: null };
  }
  const [event] = received.events;
  if (event === undefined) throw new TypeError('a request without an event');
  const { type, identity, ping } = event;
  const added = { event_id: 'evt_preview', received_at: new Date().toISOString() };
  return {
    ok: true,
    code: 'ok',
    explanation: options.unsigned
      ? 'The request was taken without a signature, as you asked.'
      : 'The signature fits the body.',
    event: { type, identity: identity.key, ping },
    record: toRecord(provider, event, added),
  };
}

/** One text: what is wrong, and what was found by trying the usual mistakes. */
function explain(
  provider: Provider,
  body: Buffer,
  headers: Headers,
  credentials: Credentials,
  failure: Extract<Received, { ok: false }>,
): string {
  if (failure.stage === 'parse') return failure.explanation;
  const found = explainFailure(provider, { body, headers }, credentials, failure.code);
  return [found.explanation, ...found.hints].join(' ');
}

async function readCredentials(options: VerifyOptions): Promise<Credentials> {
  if (options.secret === undefined && options.key === undefined && !options.unsigned) {
    throw new UsageError(
      'Give --secret, --key or --unsigned: without one nothing can be verified.',
    );
  }
  return {
    secrets: options.secret === undefined ? [] : [options.secret],
    publicKeys: options.key === undefined ? [] : [await readKey(options.key)],
    authorization: options.authorization === undefined ? [] : [options.authorization],
    unsigned: options.unsigned ?? false,
  };
}

function printReport(
  { ok, code, explanation, event, record }: VerifyReport,
  unsigned: boolean,
): void {
  const taken = unsigned ? '✔ taken without a signature' : '✔ verified';
  print(ok ? good(taken) : bad(`✖ refused: ${code}`));
  print(`  ${explanation}`);
  if (event === null || record === null) return;
  print();
  print(strong(`${event.type}${event.ping ? ' (a ping: not an event)' : ''}`));
  print(`  recognised again by: ${tame(event.identity)}`);
  const cells = Object.entries(record).filter(
    ([key, value]) =>
      key !== 'raw' && value !== null && !(Array.isArray(value) && value.length === 0),
  );
  printTable(
    cells.map(([key, value]) => [
      key,
      tame(typeof value === 'string' ? value : JSON.stringify(value)),
    ]),
  );
}
