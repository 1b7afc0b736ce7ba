import { didYouMean } from '@signal-hooks/catalogue';
import {
  type CreateSubscriptionBody,
  createSubscription,
  type Subscription,
  type UpdateSubscriptionBody,
  updateSubscription,
} from '@signal-hooks/client';
import type { Planning } from './plan.ts';
import { findPresent } from './present.ts';
import { changed, isSame, type Step, words } from './step.ts';
import type { SubscriptionEntry } from './types.ts';

/** What is fixed when a subscription is made. */
const FIXED: readonly string[] = ['provider', 'rate_group', 'fixed_secret'];

/** What an entry of the file asks for; undefined: the subscription is as it says. */
export async function planSubscription(
  planning: Planning,
  entry: SubscriptionEntry,
  path: string,
): Promise<Step | undefined> {
  const { problems, present, references, sourceNames } = planning;
  if (entry.source !== undefined && !sourceNames.includes(entry.source)) {
    const meant = didYouMean(entry.source, sourceNames);
    problems.push({
      path: `${path}.source`,
      message: `No source in this file has this name.${meant}`,
    });
  }
  const targetUrl = await references.text(entry.target_url, `${path}.target_url`);
  const found = findPresent(present.subscriptions, entry, path, planning);
  if (found !== undefined) planning.ids.subscriptions.set(entry.name, found.id);
  if (found !== undefined) return changing(planning, entry, found, targetUrl, path);
  return entry.id === undefined ? adding(planning, entry, targetUrl, path) : undefined;
}

async function adding(
  { references }: Planning,
  entry: SubscriptionEntry,
  targetUrl: string,
  path: string,
): Promise<Step> {
  const { id: _, source, secret, status, target_url: __, ...rest } = entry;
  const given =
    secret === undefined ? {} : { secret: await references.text(secret, `${path}.secret`) };
  const details = [`target_url: ${shownUrl(targetUrl)}`];
  if (source !== undefined) details.push(`source: ${source}`);
  for (const [key, value] of Object.entries(rest)) {
    if (key !== 'name') details.push(`${key}: ${words(value)}`);
  }
  if (status === 'paused') details.push('status: paused');
  const run: Step['run'] = async (api, ids) => {
    const body: CreateSubscriptionBody = {
      ...rest,
      ...given,
      target_url: targetUrl,
      ...(source === undefined ? {} : { source_id: ids.sources.get(source) }),
    };
    const made = await api(createSubscription(body));
    ids.subscriptions.set(entry.name, made.id);
    if (status === 'paused') await api(updateSubscription(made.id, { status }));
    return { id: made.id, secret: secret === undefined ? made.secret : null };
  };
  return { action: 'add', what: 'subscription', name: entry.name, details, path, run };
}

function changing(
  { ids, problems }: Planning,
  entry: SubscriptionEntry,
  found: Subscription,
  targetUrl: string,
  path: string,
): Step | undefined {
  const { id: _, source, secret: __, target_url: ___, ...rest } = entry;
  const row = found as unknown as Readonly<Record<string, unknown>>;
  const body: Record<string, unknown> = {};
  const details: string[] = [];
  if (source !== undefined && ids.sources.get(source) !== found.source_id) refuse('source');
  for (const [key, to] of Object.entries(rest)) {
    if (isSame(row[key], to)) continue;
    if (FIXED.includes(key)) refuse(key);
    body[key] = to;
    details.push(changed(key, row[key], to));
  }
  if (targetUrl !== found.target_url) {
    body.target_url = targetUrl;
    details.push(changed('target_url', shownUrl(found.target_url), shownUrl(targetUrl)));
  }
  if (details.length === 0) return undefined;
  const run: Step['run'] = async (api) => {
    await api(updateSubscription(found.id, body as UpdateSubscriptionBody));
    return null;
  };
  return { action: 'change', what: 'subscription', name: entry.name, details, path, run };

  function refuse(key: string): void {
    const message = `This is fixed when a subscription is made, and ${found.id} has another one. Give another name, for a new one.`;
    problems.push({ path: `${path}.${key}`, message });
  }
}

/** Whoever knows the rest of an address can often send there. */
function shownUrl(url: string): string {
  const parsed = URL.parse(url);
  if (parsed === null) return 'no URL';
  return parsed.pathname === '/' && parsed.search === '' ? parsed.origin : `${parsed.origin}/…`;
}
