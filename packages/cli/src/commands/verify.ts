import { existsSync } from 'node:fs';
import {
  type Credentials,
  createReceiver,
  explainFailure,
  type HandshakeAnswer,
  type Headers,
  type Provider,
  type Received,
  type ReceivedEvent,
  type SignalRecord,
  toRecord,
  type WebhookRequest,
} from '@signal-hooks/catalogue';
import type { Command } from 'commander';
import { headersFileOf, parseHeaders, readHeadersFile } from '../header-lines.ts';
import { readBody, readKey } from '../read-file.ts';
import { print } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';
import { collect } from './data-options.ts';
import { addProviderChoice, chosenProvider, type DefinitionOptions } from './provider-argument.ts';
import { printReport } from './verify-report.ts';

interface VerifyOptions extends DefinitionOptions {
  readonly body?: string;
  readonly header: readonly string[];
  readonly headers?: string;
  readonly method: string;
  readonly url?: string;
  readonly now?: string;
  readonly secret?: string;
  readonly key?: string;
  readonly authorization?: string;
  readonly unsigned?: boolean;
  readonly json?: boolean;
}

/** One event of a verified request. */
export interface VerifiedEvent {
  readonly event: { readonly type: string; readonly identity: string; readonly ping: boolean };
  readonly record: SignalRecord;
}

/** What `verify --json` prints. */
export interface VerifyReport {
  readonly ok: boolean;
  /** `ok`, or the code of what failed. */
  readonly code: string;
  readonly explanation: string;
  /** Of the first event; null if there is none. */
  readonly event: VerifiedEvent['event'] | null;
  readonly record: SignalRecord | null;
  /** All of them: a provider may send lists. */
  readonly events: readonly VerifiedEvent[];
  /** What the sender is answered that only asks whether the address is the user's own; else null. */
  readonly handshake: HandshakeAnswer | null;
}

/** `signal-hooks verify`: answers "why is my signature wrong?" for one captured request. */
export function addVerify(program: Command): void {
  addProviderChoice(
    program
      .command('verify')
      .description('verify and map one captured request; says why if it fails'),
  )
    .option('--body <file>', 'file with the raw body as it came, - for standard input')
    .option('--header <header>', "a header as 'Name: value'; repeat for each", collect, [])
    .option(
      '--headers <file>',
      'file with all of them, a line each (default: the one that capture wrote beside the body)',
    )
    .option('--method <method>', 'the method of the request', 'POST')
    .option('--url <url>', 'the whole address that it was sent to, where that is signed')
    .option('--now <time>', 'when it came: ISO 8601, or seconds since 1970 (default: now)')
    .option('--secret <secret>', 'the shared secret')
    .option('--key <file>', 'file with the public key or certificate, where there is no secret')
    .option('--authorization <value>', 'the Authorization header that must be there as well')
    .option('--unsigned', 'take the request without a signature')
    .option('--json', 'print {ok, code, explanation, event, record, events, handshake}')
    .action(async (id: string | undefined, options: VerifyOptions) => {
      const report = await verify(await chosenProvider(id, options), options);
      if (options.json) print(JSON.stringify(report, null, 2));
      else printReport(report, options.unsigned === true);
      process.exitCode = report.ok ? 0 : 1;
    });
}

async function verify(provider: Provider, options: VerifyOptions): Promise<VerifyReport> {
  const now = timeOf(options.now);
  const [request, credentials] = await Promise.all([
    readRequest(options),
    readCredentials(options),
  ]);
  const received = createReceiver(provider, credentials)(request, now / 1000);
  if (!received.ok) {
    const explanation = explain(provider, request, credentials, received);
    const nothing = { event: null, record: null, events: [], handshake: null };
    return { ok: false, code: received.code, explanation, ...nothing };
  }
  const events = received.events.map((event) => verified(provider, event, now));
  return {
    ok: true,
    code: 'ok',
    explanation: sentenceFor(received, options),
    event: events[0]?.event ?? null,
    record: events[0]?.record ?? null,
    events,
    handshake: received.answer,
  };
}

function verified(provider: Provider, event: ReceivedEvent, now: number): VerifiedEvent {
  const { type, identity, ping } = event;
  const added = { event_id: 'evt_preview', received_at: new Date(now).toISOString() };
  return {
    event: { type, identity: identity.key, ping },
    record: toRecord(provider, event, added),
  };
}

function sentenceFor(
  { answer }: Extract<Received, { ok: true }>,
  { unsigned }: VerifyOptions,
): string {
  if (answer !== null) return 'It only asks whether the address is yours: nothing is stored of it.';
  return unsigned
    ? 'The request was taken without a signature, as you asked.'
    : 'The signature fits the body.';
}

/** One text: what is wrong, and what was found by trying the usual mistakes. */
function explain(
  provider: Provider,
  request: WebhookRequest,
  credentials: Credentials,
  failure: Extract<Received, { ok: false }>,
): string {
  if (failure.stage === 'parse') return failure.explanation;
  const found = explainFailure(provider, request, credentials, failure.code);
  return [found.explanation, ...found.hints].join(' ');
}

/** Milliseconds since 1970. */
function timeOf(text: string | undefined): number {
  if (text === undefined) return Date.now();
  const time = /^\d{1,12}(?:\.\d+)?$/.test(text) ? Number(text) * 1000 : Date.parse(text);
  if (!Number.isNaN(time)) return time;
  throw new UsageError(`--now takes a time such as 2026-04-25T14:30:00Z, not "${text}".`);
}

async function readRequest(options: VerifyOptions): Promise<WebhookRequest> {
  const { method, url, body } = options;
  const upper = method.toUpperCase();
  if (url !== undefined && !URL.canParse(url)) throw new UsageError(`--url ${url} is no URL.`);
  if (body === undefined && upper !== 'GET') {
    throw new UsageError('Give --body: the file with the raw body as it came.');
  }
  const headers = await readHeaders(options);
  const bytes = body === undefined ? Buffer.alloc(0) : await readBody(body);
  return { body: bytes, headers, method: upper, ...(url !== undefined && { url }) };
}

/** Those that are named; without any, those that capture wrote. */
async function readHeaders({ header, headers, body }: VerifyOptions): Promise<Headers> {
  const beside = body === undefined || body === '-' ? undefined : headersFileOf(body);
  const isBeside = header.length === 0 && beside !== undefined && existsSync(beside);
  const file = headers ?? (isBeside ? beside : undefined);
  return { ...(file && (await readHeadersFile(file))), ...parseHeaders(header) };
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
