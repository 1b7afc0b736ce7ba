import { randomUUID } from 'node:crypto';
import type { Provider, SampleObject } from '@signal-hooks/catalogue';
import type { Clock } from '../clock.ts';
import { type Hook, noteOutcome } from '../hooks.ts';
import { composeAttempt, type WireRequest } from './compose.ts';
import { type Faults, strangersKey } from './faults.ts';
import {
  type Attempt,
  type Delivery,
  type DeliveryStatus,
  type LoggedDelivery,
  logDelivery,
} from './log.ts';
import {
  type Agents,
  createAgents,
  exchange,
  isDelivered,
  isRetried,
  type Outcome,
} from './transport.ts';

/** One event for one hook. */
interface Order {
  readonly provider: Provider;
  readonly eventType: string;
  readonly payload: SampleObject;
  readonly hook: Hook;
  readonly faults?: Faults | undefined;
  /** False: one attempt only, and its failure does not count against the hook. */
  readonly retry?: boolean | undefined;
}

/** Delivers as the providers do: the catalogue's wire, signature and policy. */
export interface Sender {
  /** Starts a delivery; it goes on by itself. */
  send(order: Order): Delivery;
  /** Asks a URL with HEAD. @returns the status, or null if there was no answer in time */
  probe(provider: Provider, url: string): Promise<number | null>;
  /** The newest deliveries, oldest first. */
  deliveries(provider: string): readonly Delivery[];
  /** Resolves when nothing is under way. */
  idle(): Promise<void>;
  /** Ends waits and requests; what is under way becomes `cancelled`. */
  close(): Promise<void>;
}

/** How many deliveries of one provider are remembered. */
const MAX_LOG = 5000;

/** What stays the same over a sender's life. */
interface SenderContext {
  readonly clock: Clock;
  readonly timeoutScale: number;
  readonly agents: Agents;
  readonly stop: AbortController;
}

/**
 * @param clock waits between attempts run on it
 * @param timeoutScale multiplies the provider's time-outs; only tests do that
 */
export function createSender(clock: Clock, timeoutScale = 1): Sender {
  const context: SenderContext = {
    clock,
    timeoutScale,
    agents: createAgents(false),
    stop: new AbortController(),
  };
  const logs = new Map<string, LoggedDelivery[]>();
  const running = new Set<Promise<unknown>>();

  const idle = async (): Promise<void> => {
    while (running.size > 0) await Promise.all(running);
  };
  return {
    send(order) {
      const { id } = order.provider;
      const delivery = newDelivery(order, clock.now());
      const log = logs.get(id) ?? [];
      logs.set(id, log);
      log.push(delivery);
      if (log.length > MAX_LOG) log.splice(0, log.length - MAX_LOG);
      const run = deliver(order, delivery, context)
        .catch((error: unknown) => noteBroken(delivery, error, clock.now()))
        .then((status) => delivery.end(status));
      running.add(run);
      void run.finally(() => running.delete(run));
      return delivery;
    },
    async probe(provider, url) {
      const outcome = await exchange(
        { headers: { 'user-agent': provider.wire.userAgent }, body: Buffer.alloc(0) },
        { ...exchangeOptions(provider, context), method: 'HEAD', url },
      );
      return 'failure' in outcome ? null : outcome.status;
    },
    deliveries: (id) => logs.get(id) ?? [],
    idle,
    async close() {
      context.stop.abort();
      await idle();
      context.agents.http.destroy();
      context.agents.https.destroy();
    },
  };
}

function newDelivery({ provider, eventType, hook, faults }: Order, now: number): LoggedDelivery {
  return logDelivery({
    id: randomUUID(),
    provider: provider.id,
    hookId: hook.id,
    url: hook.url,
    eventType,
    createdAt: new Date(now).toISOString(),
    faults: faults ?? {},
  });
}

const exchangeOptions = (provider: Provider, context: SenderContext) => ({
  timeoutMs: provider.policy.timeoutMs * context.timeoutScale,
  agents: context.agents,
  signal: context.stop.signal,
});

/** Attempts until delivered, given up, or stopped. */
async function deliver(
  order: Order,
  delivery: LoggedDelivery,
  context: SenderContext,
): Promise<Exclude<DeliveryStatus, 'pending'>> {
  const { provider, hook, retry = true } = order;
  const { policy } = provider;
  const stranger = delivery.faults.wrongSecret === true ? await strangersKey(provider) : null;
  // By how much this delivery's waits were shortened: on the provider's clock they took place.
  let skipped = 0;
  for (let number = 1; ; number += 1) {
    const at = new Date(context.clock.now() + skipped);
    const proof = { key: stranger ?? hook.key(), authorization: hook.authorization };
    const message = { ...order, deliveryId: delivery.id, url: hook.url };
    const request = composeAttempt(message, proof, delivery.faults, number, at);
    const outcome = await attempt(order, delivery, context, request, { number, at });
    if ('failure' in outcome && outcome.failure === 'cancelled') return 'cancelled';
    if (isDelivered(outcome, policy)) {
      if (retry) noteOutcome(hook, policy, true, context.clock.now());
      if (delivery.faults.duplicate === true) {
        await attempt(order, delivery, context, request, { number, at, duplicate: true });
      }
      return 'delivered';
    }
    const waitMs = policy.retryWaitsMs[number - 1];
    if (!retry || waitMs === undefined || !isRetried(outcome, policy)) {
      if (retry) noteOutcome(hook, policy, false, context.clock.now());
      return 'failed';
    }
    const shortened = await context.clock.wait(waitMs, context.stop.signal);
    if (shortened === null || !hook.active) return 'cancelled';
    skipped += shortened;
  }
}

/** A payload the user made up may not be writable at all; that is a failed delivery, not a crash. */
function noteBroken(delivery: LoggedDelivery, error: unknown, now: number): 'failed' {
  delivery.note({
    number: delivery.attempts.length + 1,
    at: new Date(now).toISOString(),
    durationMs: 0,
    status: null,
    failure: 'connection',
    detail: `The request could not be written: ${error instanceof Error ? error.message : error}`,
    delivered: false,
    duplicate: false,
  });
  return 'failed';
}

/** Sends one request and notes it. */
async function attempt(
  order: Order,
  delivery: LoggedDelivery,
  context: SenderContext,
  request: WireRequest,
  which: { number: number; at: Date; duplicate?: boolean },
): Promise<Outcome> {
  const { provider, hook } = order;
  const { number, at, duplicate = false } = which;
  const started = performance.now();
  const outcome = await exchange(request, {
    ...exchangeOptions(provider, context),
    method: 'POST',
    url: hook.url,
    loseAnswer: delivery.faults.loseAnswer === true && number === 1 && !duplicate,
  });
  const noted: Attempt = {
    number,
    at: at.toISOString(),
    durationMs: Math.round(performance.now() - started),
    status: 'failure' in outcome ? null : outcome.status,
    failure: 'failure' in outcome ? outcome.failure : null,
    detail: ('failure' in outcome ? outcome.detail : outcome.answer).slice(0, 500),
    delivered: isDelivered(outcome, provider.policy),
    duplicate,
  };
  delivery.note(noted);
  return outcome;
}
