import http from 'node:http';
import https from 'node:https';
import type { DeliveryPolicy } from '@signal-hooks/catalogue';
import type { WireRequest } from './compose.ts';

/** Why no answer came. */
export type Failure = 'timeout' | 'connection' | 'answer_lost' | 'cancelled';

/** What became of one request. */
export type Outcome =
  | { readonly status: number; readonly answer: string }
  | { readonly failure: Failure; readonly detail: string };

/** Connections of a sender, one pool per protocol. */
export interface Agents {
  readonly http: http.Agent;
  readonly https: https.Agent;
}

/** @param keepAlive reuse connections; the providers' own deliveries open a new one each */
export function createAgents(keepAlive: boolean): Agents {
  return { http: new http.Agent({ keepAlive }), https: new https.Agent({ keepAlive }) };
}

/** How a request is sent. */
export interface Exchange {
  readonly method: 'POST' | 'HEAD';
  readonly url: string;
  /** From the start to the end of the answer. */
  readonly timeoutMs: number;
  readonly agents: Agents;
  readonly signal: AbortSignal;
  /** Drops the connection when the answer begins: the receiver has done its work by then. */
  readonly loseAnswer?: boolean;
}

/** As much of an answer as is kept for the log. */
const KEPT_BYTES = 2048;
/** An answer beyond this is not read to its end; its status is known already. */
const READ_BYTES = 262_144;

/** Sends one request and never throws: whatever goes wrong is an outcome. Redirects are not followed. */
export function exchange(request: WireRequest, options: Exchange): Promise<Outcome> {
  return new Promise((resolve) => {
    const fail = (failure: Failure, detail: string): void => finish({ failure, detail });
    let sent: http.ClientRequest | undefined;
    const finish = (outcome: Outcome): void => {
      clearTimeout(timer);
      options.signal.removeEventListener('abort', cancel);
      resolve(outcome);
      if ('failure' in outcome) sent?.destroy();
    };
    const cancel = (): void => fail('cancelled', 'the sender was stopped');
    const timer = setTimeout(
      () => fail('timeout', `no answer within ${options.timeoutMs} ms`),
      options.timeoutMs,
    );
    if (options.signal.aborted) return cancel();
    options.signal.addEventListener('abort', cancel, { once: true });
    try {
      sent = open(options, request);
    } catch (error) {
      return fail('connection', messageOf(error));
    }
    sent.on('error', (error) => fail('connection', messageOf(error)));
    sent.on('response', (response) => {
      if (options.loseAnswer === true) return fail('answer_lost', 'the answer never arrived');
      readAnswer(response, finish);
    });
    sent.end(request.body);
  });
}

function open(options: Exchange, request: WireRequest): http.ClientRequest {
  const url = new URL(options.url);
  const secure = url.protocol === 'https:';
  const length = options.method === 'POST' ? { 'content-length': request.body.length } : {};
  return (secure ? https : http).request(url, {
    method: options.method,
    headers: { ...request.headers, ...length },
    agent: secure ? options.agents.https : options.agents.http,
  });
}

function readAnswer(response: http.IncomingMessage, finish: (outcome: Outcome) => void): void {
  const status = response.statusCode ?? 0;
  const kept: Buffer[] = [];
  let size = 0;
  const done = (): void =>
    finish({ status, answer: Buffer.concat(kept).subarray(0, KEPT_BYTES).toString('utf8') });
  response.on('data', (chunk: Buffer) => {
    if (size < KEPT_BYTES) kept.push(chunk);
    size += chunk.length;
    if (size <= READ_BYTES) return;
    done();
    response.destroy();
  });
  response.on('end', done);
  // The connection broke inside the answer: without its end it does not count.
  response.on('error', (error) => finish({ failure: 'connection', detail: messageOf(error) }));
}

/** An error's code and words; node's aggregate errors (several addresses tried) have only a code. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code } = error as NodeJS.ErrnoException;
  if (code === undefined) return error.message;
  return error.message.includes(code) ? error.message : `${code} ${error.message}`.trim();
}

/** Whether the provider counts an outcome as delivered. */
export function isDelivered(outcome: Outcome, policy: DeliveryPolicy): boolean {
  if ('failure' in outcome) return false;
  if (policy.success === 'exactly-200') return outcome.status === 200;
  return outcome.status >= 200 && outcome.status < 300;
}

/** Whether the provider tries a failed outcome again. */
export function isRetried(outcome: Outcome, policy: DeliveryPolicy): boolean {
  if ('failure' in outcome) return outcome.failure !== 'cancelled';
  return policy.retryOn === 'every-failure' || outcome.status >= 500;
}
