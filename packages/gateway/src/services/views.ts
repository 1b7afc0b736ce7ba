import {
  type CommonField,
  type Field,
  type FilterCondition,
  fillUrl,
  findProvider,
  operatorsFor,
  type Provider,
  recordFields,
  type SignalRecord,
} from '@signal-hooks/catalogue';
import type { AttemptResult } from '../delivery/schedule.ts';
import type {
  Attempt,
  Delivery,
  EventView,
  Millis,
  Rejection,
  SourceSecrets,
  Subscription,
  TokenRow,
} from '../domain.ts';
import type { KnownSource } from '../ready.ts';
import { damagedRow } from '../store/common.ts';
import type { DeliveryWithAttempts } from './deliveries.ts';
import { ingestUrl } from './sources/registrar.ts';
import { sourceState } from './sources/state.ts';

/** Rows as the API and the command line's `--json` show them: snake_case, ISO 8601, no secrets. */
export type View = { readonly [key: string]: unknown };

const iso = (at: Millis): string => new Date(at).toISOString();
const isoOrNull = (at: Millis | null): string | null => (at === null ? null : iso(at));

/** What a source shows of its secrets where they cannot be opened. */
const NO_SECRETS: SourceSecrets = {
  secrets: [],
  publicKeys: [],
  authorization: [],
  unsigned: false,
  settings: {},
  retiring: [],
};

export function sourceView(known: KnownSource, publicUrl: string | null): View {
  const { source } = known;
  const { secrets, problem } =
    'problem' in known ? { ...known, secrets: NO_SECRETS } : { ...known, problem: null };
  const registration = findProvider(source.provider)?.registration;
  const fields = registration?.settings ?? [];
  // Only what is known to be no secret: a setting that has left the catalogue is not shown.
  const shown = fields.filter(({ key, secret }) => !secret && secrets.settings[key] !== undefined);
  return {
    id: source.id,
    provider: source.provider,
    name: source.name,
    state: sourceState(known),
    ingest_url: publicUrl === null ? null : ingestUrl(publicUrl, source.id),
    events: source.events,
    settings: Object.fromEntries(shown.map(({ key }) => [key, secrets.settings[key]])),
    credentials: {
      secrets: secrets.secrets.length,
      retiring_secrets: secrets.retiring.length,
      public_keys: secrets.publicKeys.length,
      authorization: secrets.authorization.length,
      unsigned: secrets.unsigned,
    },
    max_per_second: secrets.limits?.maxPerSecond ?? null,
    max_body_bytes: secrets.limits?.maxBodyBytes ?? null,
    registration: { kind: registration?.kind ?? null, id: source.registrationId },
    created_at: iso(source.createdAt),
    last_event_at: isoOrNull(source.lastEventAt),
    last_ping_at: isoOrNull(source.lastPingAt),
    problem,
  };
}

/** @param problem why it cannot be delivered to, whatever its status; null if it can */
export function subscriptionView(row: Subscription, problem: string | null = null): View {
  return {
    id: row.id,
    name: row.name,
    target_url: row.targetUrl,
    source_id: row.sourceId,
    provider: row.provider,
    event_types: row.eventTypes,
    filter: row.conditions.map(conditionView),
    format: row.format,
    include_raw: row.includeRaw,
    max_concurrency: row.maxConcurrency,
    max_per_second: row.maxPerSecond,
    rate_group: row.rateGroup,
    fixed_secret: row.fixedSecret,
    status: row.status,
    status_reason: row.statusReason,
    failing_since: isoOrNull(row.failingSince),
    created_at: iso(row.createdAt),
    problem,
  };
}

const conditionView = ({ field, op, value }: FilterCondition): View => ({ field, op, value });

export function eventView(event: EventView): View & { readonly record: SignalRecord } {
  return {
    id: event.id,
    source_id: event.sourceId,
    provider: event.record.provider,
    event_type: event.type,
    received_at: iso(event.receivedAt),
    record: event.record,
  };
}

export function deliveryView(row: Delivery): View {
  return {
    id: row.id,
    event_id: row.eventId,
    subscription_id: row.subscriptionId,
    status: row.status,
    attempt_count: row.attempts,
    due_at: row.status === 'pending' ? iso(row.dueAt) : null,
    created_at: iso(row.createdAt),
    finished_at: isoOrNull(row.finishedAt),
  };
}

export function deliveryDetailView({ delivery, attempts }: DeliveryWithAttempts): View {
  return { ...deliveryView(delivery), attempts: attempts.map(attemptView) };
}

function attemptView(attempt: Attempt): View {
  return {
    number: attempt.number,
    at: iso(attempt.at),
    duration_ms: attempt.durationMs,
    http_status: attempt.httpStatus,
    error: attempt.error,
    response: attempt.response,
  };
}

/** What a test of a subscription came to. */
export function testView(result: AttemptResult): View {
  return {
    delivered: result.error === null,
    duration_ms: result.durationMs,
    http_status: result.httpStatus,
    error: result.error,
    response: result.response,
  };
}

export function rejectionView(rejection: Rejection): View {
  return {
    id: rejection.id,
    source_id: rejection.sourceId,
    at: iso(rejection.at),
    code: rejection.code,
    explanation: rejection.explanation,
    http_status: rejection.httpStatus,
    body_bytes: rejection.bodyBytes,
  };
}

export function tokenView(row: TokenRow): View {
  return {
    id: row.id,
    name: row.name,
    scopes: row.scopes,
    created_at: iso(row.createdAt),
    expires_at: isoOrNull(row.expiresAt),
    revoked_at: isoOrNull(row.revokedAt),
    problem: row.damage === undefined ? null : damagedRow(row.damage),
  };
}

/** A provider for forms: what can be chosen, filtered and filled in. */
export function providerView(provider: Provider): View {
  const { registration } = provider;
  return {
    id: provider.id,
    name: provider.name,
    description: provider.description,
    docs: provider.docs,
    signature: provider.signature.kind,
    registration: {
      kind: registration.kind,
      steps: provider.setup.steps.map((step) => fillUrl(step)),
      settings: registration.settings.map((field) => ({
        key: field.key,
        label: field.label,
        help: field.help,
        required: field.required,
        secret: field.secret,
        default: field.default ?? null,
        options: field.options ?? null,
      })),
    },
    event_types: Object.entries(provider.events).map(([type, event]) => ({
      type,
      label: event.label,
      description: event.description,
      status: event.status,
    })),
    fields: recordFields(provider).map(fieldView),
  };
}

function fieldView(field: CommonField | Field): View {
  return {
    key: field.key,
    label: field.label,
    type: field.type,
    help: field.help ?? null,
    sample: field.type === 'list' ? null : field.sample,
    // A common field is ours; how well its sources are known is stated for each provider.
    status: 'status' in field ? field.status : null,
    ops: operatorsFor(field.type),
    items: field.type === 'list' ? field.items.map(columnView) : null,
  };
}

const columnView = ({ key, label, type, sample }: Field & { sample?: unknown }): View => ({
  key,
  label,
  type,
  sample,
});
