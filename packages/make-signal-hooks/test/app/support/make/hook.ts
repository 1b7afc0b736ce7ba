import { type Listener, listen } from '../../../support/listener.ts';
import type { Loose } from '../app.ts';
import { fill } from '../iml/evaluate.ts';

/** An address that Make has given to a webhook, and what came there. */
export interface Address extends Listener {
  /** What the scenario was started with. */
  readonly bundles: readonly Loose[];
  /** Answers to the next requests, instead of 200; nothing starts then. */
  readonly refusals: number[];
}

/** Opens an address on loopback that takes requests as the webhook's communication says. */
export async function openAddress(communication: Loose): Promise<Address> {
  const bundles: Loose[] = [];
  const refusals: number[] = [];
  const listener = await listen(({ body, headers }) => {
    const refusal = refusals.shift();
    if (refusal !== undefined) return refusal;
    const scope = { body: JSON.parse(body || '{}'), headers, parameters: {} };
    if (fill(communication.condition ?? true, scope)) {
      bundles.push(fill(communication.output, scope));
    }
    return 200;
  });
  return { ...listener, bundles, refusals };
}
