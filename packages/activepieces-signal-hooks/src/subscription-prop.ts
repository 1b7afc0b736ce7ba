import { Property } from '@activepieces/pieces-framework';
import { listSubscriptions } from '@signal-hooks/client';
import { auth } from './auth.ts';
import { type Choice, choices } from './choices.ts';
import type { Gateway } from './gateway.ts';

/** Most pages that are read for the dropdown. */
const MAX_PAGES = 20;

/** The gateway's subscriptions, newest first: those of flows, and all others. */
async function subscriptionChoices(gateway: Gateway): Promise<Choice[]> {
  const found: Choice[] = [];
  const page = (cursor: string | undefined) =>
    listSubscriptions({ limit: 100, cursor }).pick('id', 'name', 'status', 'created_at');
  for await (const { data } of gateway.pages(page, MAX_PAGES)) {
    for (const { id, name, status, created_at: made } of data) {
      found.push({ value: id, label: `${name || id}, ${status}, made ${made.slice(0, 10)}` });
    }
    if (!gateway.hasTime) break;
  }
  return found;
}

/** Chooses a subscription. @param description what happens to it */
export const subscriptionProp = (description: string) =>
  Property.Dropdown({
    auth,
    displayName: 'Subscription',
    description,
    required: true,
    refreshers: ['auth'],
    refreshOnSearch: true,
    options: choices(subscriptionChoices),
  });
