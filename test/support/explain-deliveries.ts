import type { Api } from './api.ts';

/** As much as shows what is stuck. */
const SHOWN = 5;

interface Row {
  readonly id: string;
  readonly [key: string]: unknown;
}

/**
 * What a gateway knows of deliveries that did not come in time: its subscriptions, the oldest ones that
 * are pending with their attempts, and its counters. Never rejects: what is said besides is the failure.
 */
export async function explainDeliveries(api: Api): Promise<string> {
  try {
    const subscriptions = await api.all<Row>('/v1/subscriptions');
    const pending = await api.all<Row>('/v1/deliveries?status=pending');
    const oldest = await Promise.all(
      pending.slice(-SHOWN).map(async ({ id }) => (await api.get(`/v1/deliveries/${id}`)).text),
    );
    const { text: metrics } = await api.get('/metrics');
    const states = subscriptions
      .slice(-SHOWN)
      .map(({ id, status, status_reason, failing_since, max_concurrency, max_per_second }) =>
        JSON.stringify({
          ...{ id, status, status_reason, failing_since, max_concurrency, max_per_second },
        }),
      );
    return [
      `at ${new Date().toISOString()}; subscriptions: ${subscriptions.length}`,
      ...states,
      `pending deliveries: ${pending.length}; the oldest:`,
      ...oldest,
      ...metrics.split('\n').filter((line) => /^signal_hooks_\w*deliver/.test(line)),
    ].join('\n');
  } catch (error) {
    return `the gateway does not say more: ${error}`;
  }
}
