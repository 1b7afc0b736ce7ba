import { createPrivateKey, createPublicKey, type KeyObject, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Provider,
  parsePayload,
  type SampleObject,
  sampleTypes,
} from '@signal-hooks/catalogue';
import { composeAttempt, type Proof, sealBody, type WireRequest } from './delivery/compose.ts';
import type { Faults } from './delivery/faults.ts';
import { generateSigningPair } from './delivery/signing-pair.ts';
import { type Agents, createAgents, exchange } from './delivery/transport.ts';
import { createSamples, type Samples } from './samples.ts';
import { createTally, type SendSummary } from './send-summary.ts';

/** What is sent where. */
export interface SendOptions {
  readonly provider: Provider;
  /** The ingest URL. */
  readonly to: string;
  /** The receiver's public address, where the provider signs it and it is another one than `to`. */
  readonly signedUrl?: string;
  /** The shared secret, for providers that sign with one. */
  readonly secret?: string;
  /** PEM, for those that sign with a private key; without it a pair is made, and its public key is in the summary. */
  readonly privateKey?: string;
  /** The whole `Authorization` header. */
  readonly authorization?: string;
  /** By default what `body` says, else the provider's first documented event. */
  readonly eventType?: string;
  /** These bytes instead of samples; what is sent again is then the same event. */
  readonly body?: string | Uint8Array;
  /** How many events; 1 by default. */
  readonly count?: number;
  /** Events per second; as fast as the answers come by default. */
  readonly rate?: number;
  /** The body is changed after signing. */
  readonly tamper?: boolean;
  /** Every request is sent twice. */
  readonly duplicate?: boolean;
  /** Requests at the same time; 8 by default. */
  readonly concurrency?: number;
  /** The first sequence number of the samples; by default one that no earlier run has used. */
  readonly firstSequence?: number;
  /** Ends the run early; the summary tells what was sent. */
  readonly signal?: AbortSignal;
  /** Called with a pair's public key before anything is sent; awaited. */
  readonly onPublicKey?: (publicKey: string) => void | Promise<void>;
  readonly onProgress?: (progress: SendProgress) => void;
}

/** How far a run has come. */
export interface SendProgress {
  /** Events done, whatever became of them. */
  readonly done: number;
  readonly total: number;
}

/** A run's unchanging parts. */
interface Run {
  readonly options: SendOptions;
  readonly provider: Provider;
  readonly eventType: string;
  readonly proof: Proof;
  readonly faults: Faults;
  readonly samples: Samples;
  readonly agents: Agents;
  readonly signal: AbortSignal;
}

/**
 * Sends events of a provider to a URL, really signed, each in one attempt, without any
 * registration. Never throws for what the receiver does: that is in the summary.
 *
 * @throws {UnknownEventTypeError} if the provider has no sample of the event type
 * @throws {RangeError} if count, rate or concurrency make no sense
 * @throws {TypeError} if the private key cannot be read
 */
export async function sendEvents(options: SendOptions): Promise<SendSummary> {
  const { count = 1, concurrency = 8, rate } = options;
  requirePositive('count', count, true);
  requirePositive('concurrency', concurrency, true);
  if (rate !== undefined) requirePositive('rate', rate, false);
  const { provider } = options;
  const eventType = chooseType(provider, options);
  const samples = createSamples(options.firstSequence);
  // Fails now rather than in the middle if there is no sample of this type.
  if (options.body === undefined) createSamples(1).next(provider, eventType, new Date());
  const { proof, publicKey } = await proofOf(provider, options);
  if (publicKey !== null) await options.onPublicKey?.(publicKey);
  const run: Run = {
    options,
    provider,
    eventType,
    proof,
    faults: options.tamper === true ? { tamper: true } : {},
    samples,
    agents: createAgents(true),
    signal: options.signal ?? new AbortController().signal,
  };
  const tally = createTally(provider, options.to);
  const started = performance.now();
  try {
    await sendAll(run, count, Math.min(concurrency, count), started, (request) =>
      sendOne(run, request, tally.add),
    );
  } finally {
    run.agents.http.destroy();
    run.agents.https.destroy();
  }
  const signed = Object.keys(proof.key).length > 0;
  return tally.summary({ eventType, signed, publicKey, durationMs: performance.now() - started });
}

/** Workers that take the next event as it comes due. */
async function sendAll(
  run: Run,
  count: number,
  workers: number,
  started: number,
  send: (request: WireRequest) => Promise<void>,
): Promise<void> {
  const { rate, onProgress } = run.options;
  let next = 0;
  let done = 0;
  const work = async (): Promise<void> => {
    while (next < count && !run.signal.aborted) {
      const index = next;
      next += 1;
      if (rate !== undefined) {
        const waitMs = started + (index * 1000) / rate - performance.now();
        if (waitMs > 0 && !(await waited(waitMs, run.signal))) return;
      }
      await send(compose(run));
      done += 1;
      onProgress?.({ done, total: count });
    }
  };
  await Promise.all(Array.from({ length: workers }, work));
}

const waited = (ms: number, signal: AbortSignal): Promise<boolean> =>
  sleep(ms, true, { signal }).catch(() => false);

async function sendOne(
  run: Run,
  request: WireRequest,
  add: ReturnType<typeof createTally>['add'],
): Promise<void> {
  for (let time = run.options.duplicate === true ? 2 : 1; time > 0; time -= 1) {
    const started = performance.now();
    const outcome = await exchange(request, {
      method: 'POST',
      url: run.options.to,
      timeoutMs: run.provider.policy.timeoutMs,
      agents: run.agents,
      signal: run.signal,
    });
    if ('failure' in outcome && outcome.failure === 'cancelled') return;
    add(outcome, performance.now() - started);
  }
}

function compose({ options, provider, eventType, proof, faults, samples }: Run): WireRequest {
  const message = {
    provider,
    eventType,
    deliveryId: randomUUID(),
    url: options.signedUrl ?? options.to,
  };
  const at = new Date();
  if (options.body !== undefined) {
    return sealBody(message, Buffer.from(options.body as string), proof, faults, at);
  }
  const payload: SampleObject = samples.next(provider, eventType, at);
  return composeAttempt({ ...message, payload }, proof, faults, 1, at);
}

function chooseType(provider: Provider, { eventType, body }: SendOptions): string {
  if (eventType !== undefined) return eventType;
  if (body !== undefined) {
    const parsed = parsePayload(Buffer.from(body as string));
    if (parsed.ok) return provider.eventType(parsed.payload, {});
  }
  return sampleTypes(provider)[0] ?? 'unknown';
}

async function proofOf(
  provider: Provider,
  { secret, privateKey, authorization }: SendOptions,
): Promise<{ proof: Proof; publicKey: string | null }> {
  const shown = authorization === undefined ? {} : { authorization };
  if (provider.signature.isSymmetric) {
    const key = secret === undefined || secret === '' ? {} : { secret };
    return { proof: { key, ...shown }, publicKey: null };
  }
  if (privateKey !== undefined) {
    return {
      proof: { key: { privateKey: readPrivateKey(privateKey, provider) }, ...shown },
      publicKey: null,
    };
  }
  const pair = await generateSigningPair(provider);
  const proof = { key: { privateKey: readPrivateKey(pair.privateKey, provider) }, ...shown };
  return { proof, publicKey: pair.publicKey };
}

/** Read once, so that each request costs one signature. */
function readPrivateKey(pem: string, { name, signature: { publicKeys } }: Provider): KeyObject {
  try {
    const key = createPrivateKey(pem);
    const publicPem = createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString();
    if (publicKeys?.read(publicPem)) return key;
  } catch {
    // Said below; the cause names internals of the TLS library only.
  }
  throw new TypeError(
    `privateKey must be the private key, in PEM, of a pair as ${name} signs with: to it belongs ${publicKeys?.form}.`,
  );
}

function requirePositive(name: string, value: number, whole: boolean): void {
  const fits = whole ? Number.isSafeInteger(value) : Number.isFinite(value);
  if (!fits || value <= 0) throw new RangeError(`${name} must be above 0, not ${value}`);
}
