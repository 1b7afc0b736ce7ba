import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PRESETS, PROVIDERS, type Provider } from '@signal-hooks/catalogue';
import type { Command } from 'commander';
import { headersFileOf } from '../header-lines.ts';
import { faint, good, print, report, strong, tame } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';
import { addJsonOption, type JsonOptions } from './data-options.ts';
import { portOf } from './serve.ts';

/** Larger bodies are refused, as by the gateway. */
const MAX_BODY = 10_000_000;
/** Longest value of a header that is printed. */
const MAX_VALUE = 4000;

interface CaptureOptions extends JsonOptions {
  readonly port: string;
  readonly host: string;
  readonly body: string;
  readonly headers?: string;
}

/** One request, as it came. */
interface CapturedRequest {
  readonly body: Buffer;
  /** Names as they were sent. */
  readonly headers: readonly (readonly [name: string, value: string])[];
}

/** `signal-hooks capture`: catches one request, for `verify` and `definition learn`. */
export function addCapture(program: Command): void {
  addJsonOption(program.command('capture'))
    .description('wait for one request, write its raw body and its headers, print how to verify it')
    .option('--port <port>', 'port to listen on', '8789')
    .option('--host <host>', 'address to listen on', '127.0.0.1')
    .option('--body <file>', 'file to write the body to', 'body.json')
    .option('--headers <file>', 'file to write the headers to (default: body.headers beside it)')
    .action(async (options: CaptureOptions) => {
      const headersFile = options.headers ?? headersFileOf(options.body);
      // Checked before it waits for a request, which would be lost.
      if (existsSync(options.body)) throw isThere(options.body, '--body');
      if (existsSync(headersFile)) throw isThere(headersFile, '--headers');
      const capture = await startCapture(options.host, portOf(options.port));
      // With --json only the outcome goes to standard output.
      const say = options.json ? report : print;
      say(`Send one request to ${strong(capture.url)} (any path); Ctrl-C ends.`);
      say(
        faint('It is answered 200 and stored nowhere else: send events that you need to a source.'),
      );
      const request = await capture.request;
      await writeNew(options.body, request.body, '--body');
      await writeNew(headersFile, headerLines(request), '--headers');
      if (options.json) {
        print(JSON.stringify(captureView(request, options.body, headersFile), null, 2));
        return;
      }
      print(good(`✔ ${request.body.length} bytes written to ${options.body}`));
      print(good(`✔ ${request.headers.length} headers written to ${headersFile}`));
      print(verifyLine(request, options.body));
      const provider = providerOf(request);
      if (provider !== undefined && Object.hasOwn(PROVIDERS, provider.id)) return;
      const beside = options.headers === undefined ? '' : ` --headers ${quoted(headersFile)}`;
      print(faint('If it is of a product that does not come with the gateway:'));
      print(`npx signal-hooks definition learn ${quoted(options.body)}${beside}`);
    });
}

/** What was written, and the provider that signs so; no value of a header, some are secrets. */
const captureView = (request: CapturedRequest, bodyFile: string, headersFile: string): object => ({
  body_file: bodyFile,
  headers_file: headersFile,
  body_bytes: request.body.length,
  headers: request.headers.map(([name]) => name),
  provider: providerOf(request)?.id ?? null,
});

/**
 * Listens for one POST. Everything else is answered 200 and ignored: some providers try an
 * address with HEAD first.
 * @throws {UsageError} if the port is taken or the address is none of this machine's
 */
async function startCapture(
  host: string,
  port: number,
): Promise<{ readonly url: string; readonly request: Promise<CapturedRequest> }> {
  const server = createServer();
  const request = new Promise<CapturedRequest>((resolve) => {
    server.on('request', async (incoming, response) => {
      const body = incoming.method === 'POST' ? await readBody(incoming) : null;
      response.setHeader('connection', 'close');
      response.writeHead(body === 'too large' ? 413 : 200).end();
      if (!Buffer.isBuffer(body)) return;
      server.close();
      resolve({ body, headers: headersOf(incoming.rawHeaders) });
    });
  });
  await listen(server, host, port);
  const { port: taken } = server.address() as AddressInfo;
  return { url: `http://${host.includes(':') ? `[${host}]` : host}:${taken}/`, request };
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const words =
        error.code === 'EADDRINUSE'
          ? `Port ${port} is in use. Choose another with --port.`
          : `It cannot listen on ${host}, port ${port} (${error.code ?? error.message}).`;
      reject(new UsageError(words));
    });
    server.listen(port, host, resolve);
  });
}

async function readBody(incoming: IncomingMessage): Promise<Buffer | 'too large' | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of incoming) {
      size += (chunk as Buffer).length;
      if (size > MAX_BODY) return 'too large';
      chunks.push(chunk as Buffer);
    }
  } catch {
    // The sender broke off; the next request is waited for.
    return null;
  }
  return Buffer.concat(chunks);
}

const headersOf = (raw: readonly string[]): CapturedRequest['headers'] =>
  raw.flatMap((name, at) => (at % 2 === 0 ? [[name, raw[at + 1] ?? ''] as const] : []));

/** @throws {UsageError} if the file exists or cannot be written */
async function writeNew(file: string, data: Buffer | string, option: string): Promise<void> {
  await writeFile(file, data, { flag: 'wx', mode: 0o600 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EEXIST') throw isThere(file, option);
    throw new UsageError(`${file} cannot be written: ${error.message}`);
  });
}

const isThere = (file: string, option: string): UsageError =>
  new UsageError(`${file} is there already. Remove it, or choose another file with ${option}.`);

/** As they came: they are for this user alone, as the secrets among them are. */
const headerLines = ({ headers }: CapturedRequest): string =>
  headers.map(([name, value]) => `${name}: ${value}\n`).join('');

/** The provider that signs in one of its headers. */
function providerOf({ headers }: CapturedRequest): Provider | undefined {
  const names = new Set(headers.map(([name]) => name.toLowerCase()));
  const all: readonly Provider[] = [PROVIDERS, PRESETS].flatMap((each) => Object.values(each));
  return all.find(({ signature }) => names.has(signature.header));
}

/** The command that verifies a captured request; what only the user knows is left to fill in. */
function verifyLine(request: CapturedRequest, bodyFile: string): string {
  const { headers } = request;
  const provider = providerOf(request);
  const shown = headers.filter(([name]) => isOfInterest(name.toLowerCase(), provider));
  const hasKey = provider?.signature.isSymmetric === false;
  const credential = hasKey ? '--key public.pem' : '--secret "$SECRET"';
  return [
    `npx signal-hooks verify ${provider?.id ?? '<provider>'} --body ${quoted(bodyFile)}`,
    ...shown.map(([name, value]) => headerOption(name, value, provider)),
    ...(provider?.signature.signsUrl === true ? ['--url "$URL"'] : []),
    ...(hasTime(provider) ? [`--now ${new Date().toISOString()}`] : []),
    credential,
  ].join(' \\\n  ');
}

/** Values that are secrets are left to fill in. */
function headerOption(name: string, value: string, provider: Provider | undefined): string {
  const lower = name.toLowerCase();
  if (lower === 'authorization') return '--header "Authorization: $AUTHORIZATION"';
  if (provider?.signature.kind === 'token' && lower === provider.signature.header) {
    return `--header "${name}: $SECRET"`;
  }
  return `--header ${quoted(`${name}: ${tame(value, MAX_VALUE)}`)}`;
}

/** Whether it is refused when it is old. */
function hasTime(provider: Provider | undefined): boolean {
  const { signature } = provider?.definition ?? {};
  return signature !== undefined && 'timestamp' in signature;
}

const isOfInterest = (name: string, provider: Provider | undefined): boolean =>
  provider?.signature.headers.includes(name) ||
  name === 'authorization' ||
  (name === 'content-type' && provider?.body?.accepts !== undefined) ||
  (/^x-|signature|webhook|event/.test(name) && !/^x-(?:forwarded|real-ip|request-id)/.test(name));

/** For a shell. */
const quoted = (text: string): string =>
  /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
