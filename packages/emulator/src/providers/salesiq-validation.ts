import type { Provider } from '@signal-hooks/catalogue';
import { isObject, isTexts, type Json } from '../http.ts';
import { checkTarget, type TargetRules } from '../targets.ts';
import type { SalesiqError } from './salesiq-answer.ts';

/** What a create or update asks for, whole. */
export interface WebhookInput {
  readonly type: 'data' | 'administration';
  readonly url: string;
  readonly events: readonly string[];
  readonly secured: boolean;
  readonly appIds: readonly string[];
  readonly version: string;
  readonly expiry: string | null;
  readonly enabled: boolean;
}

/** Things whose events are data; operators, departments, tags and brands are administration. */
const DATA_ENTITIES = new Set(['conversation', 'visitor', 'contact', 'lead']);

const DAY_MS = 86_400_000;

/** A refused request: the documented code, and which parameter it is about. */
export type Refusal = readonly [SalesiqError, string?];

/**
 * @param stored the webhook to be updated, or null for a new one; "an update replaces both
 *   lists", everything else that is not given stays
 */
export function readWebhook(
  body: unknown,
  stored: WebhookInput | null,
  provider: Provider,
  rules: TargetRules,
): WebhookInput | Refusal {
  if (!isObject(body)) return [1015];
  const url = body.url ?? stored?.url;
  if (checkTarget(url, rules) !== null) return [1006];
  const type = body.type ?? stored?.type;
  if (type !== 'data' && type !== 'administration') return [1011, 'Invalid parameters: type'];
  if (stored !== null && type !== stored.type) return [1011, 'Invalid parameters: type'];
  const events = body.events ?? stored?.events;
  if (!isTexts(events) || !events.every((event) => belongs(event, type, provider))) {
    return [1011, 'Invalid parameters: events'];
  }
  const appIds = body.app_ids ?? (type === 'data' ? stored?.appIds : undefined) ?? [];
  if (!isIds(appIds) || (type === 'administration' && appIds.length > 0)) {
    return [1011, 'Invalid parameters: app_ids'];
  }
  const wrong = wrongOption(body);
  if (wrong !== null) return [1011, `Invalid parameters: ${wrong}`];
  return {
    type,
    url: String(url),
    events,
    secured: asFlag(body.secured) ?? stored?.secured ?? false,
    appIds: appIds.map(String),
    version: String(body.version ?? stored?.version ?? '1'),
    expiry: asExpiry(body.expiry_time_for_executions_data) ?? stored?.expiry ?? null,
    enabled: body.status === undefined ? (stored?.enabled ?? true) : body.status === 'enabled',
  };
}

function belongs(event: string, type: WebhookInput['type'], provider: Provider): boolean {
  if (!Object.hasOwn(provider.events, event)) return false;
  return DATA_ENTITIES.has(event.split('.')[0] ?? '') === (type === 'data');
}

/** The name of the first option that is given but not understood. */
function wrongOption(body: Json): string | null {
  if (body.secured !== undefined && asFlag(body.secured) === null) return 'secured';
  if (body.version !== undefined && String(body.version) !== '1') return 'version';
  // A status is not documented; the screens can switch a webhook off, so it is assumed.
  if (body.status !== undefined && body.status !== 'enabled' && body.status !== 'disabled') {
    return 'status';
  }
  const expiry = body.expiry_time_for_executions_data;
  return expiry !== undefined && asExpiry(expiry) === null
    ? 'expiry_time_for_executions_data'
    : null;
}

/** Zoho writes booleans as such and as texts. */
function asFlag(value: unknown): boolean | null {
  if (value === true || value === 'true') return true;
  return value === false || value === 'false' ? false : null;
}

/** Between one week and 60 days, in milliseconds; null if it is not. */
function asExpiry(value: unknown): string | null {
  const digits = /^(\d{1,12})(?:ms)?$/.exec(String(value))?.[1];
  const ms = Number(digits);
  return digits !== undefined && ms >= 7 * DAY_MS && ms <= 60 * DAY_MS ? digits : null;
}

const isIds = (value: unknown): value is (string | number | bigint)[] =>
  Array.isArray(value) && value.every((id) => /^\d{1,20}$/.test(String(id)));
