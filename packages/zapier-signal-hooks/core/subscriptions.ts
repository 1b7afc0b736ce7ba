import { listSubscriptions } from '@signal-hooks/client';
import type { Bundle, InputField, ZObject } from 'zapier-platform-core';
import type { Gateway } from './gateway.ts';
import { guarded } from './guard.ts';
import { type Choices, pagingToken } from './sources.ts';

/** The gateway's subscriptions, newest first: those of Zaps, and all others. */
async function subscriptionChoices(
  _z: ZObject,
  bundle: Bundle,
  gateway: Gateway,
): Promise<Choices> {
  const page = listSubscriptions({ limit: 100, cursor: pagingToken(bundle) });
  const { data, next_cursor } = await gateway.call(page.pick('id', 'name', 'status', 'created_at'));
  return {
    results: data.map(({ id, name, status, created_at: made }) => ({
      id,
      label: `${name || id}, ${status}, made ${made.slice(0, 10)}`,
    })),
    paging_token: next_cursor,
  };
}

/** Chooses a subscription. @param helpText what happens to it */
export const subscriptionField = (helpText: string): InputField => ({
  key: 'subscription_id',
  label: 'Subscription',
  type: 'string',
  required: true,
  choices: { perform: guarded(subscriptionChoices) },
  helpText,
});
