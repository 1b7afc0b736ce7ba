import {
  type CommonField,
  type Field,
  type FilterCondition,
  fillPlaces,
  iconOf,
  operatorsFor,
  type Provider,
  recordFields,
  recordSchema,
  type Setup,
  type SignalRecord,
  setupInRussian,
} from '@signal-hooks/catalogue';
import type { AttemptResult } from '../delivery/schedule.ts';
import type {
  Delivery,
  EventView,
  Millis,
  Rejection,
  StoredEvent,
  Subscription,
  TokenRow,
} from '../domain.ts';
import { ATTEMPT } from '../entities/attempt.ts';
import { type Columns, type Kind, shownName } from '../entities/columns.ts';
import { DELIVERY } from '../entities/delivery.ts';
import { ERASURE } from '../entities/erasure.ts';
import { EVENT } from '../entities/event.ts';
import { REJECTION } from '../entities/rejection.ts';
import { REPLAY } from '../entities/replay.ts';
import { SOURCE } from '../entities/source.ts';
import { SUBSCRIPTION } from '../entities/subscription.ts';
import { TOKEN } from '../entities/token.ts';
import { MAX_KEPT_BODY } from '../ingest/refused-request.ts';
import type { KnownProvider } from '../providers.ts';
import type { KnownSource } from '../ready.ts';
import { damagedRow } from '../store/common.ts';
import { parseStored } from '../stored-definition.ts';
import type { Backup } from './backups.ts';
import type { Caller } from './caller.ts';
import type { DeliveryWithAttempts } from './deliveries.ts';
import type { ErasureState } from './erasures/list.ts';
import type { ReplayState } from './replays/list.ts';
import { ingestUrl } from './sources/registrar.ts';
import type { RejectionDetail } from './sources/rejection.ts';
import { NO_SECRETS } from './sources/secret.ts';
import { sourceState } from './sources/state.ts';
import type { StorageState } from './storage/index.ts';

/** Rows as the API and the command line's `--json` show them: snake_case, ISO 8601, no secrets. */
export type View = { readonly [key: string]: unknown };

export const iso = (at: Millis): string => new Date(at).toISOString();

/** The fields of a row that are shown, by the names that the API has for them. */
export function shownOf(columns: Columns, row: object): Record<string, unknown> {
  const values = row as Readonly<Record<string, unknown>>;
  const shown = Object.entries(columns).flatMap(([key, column]) => {
    const name = shownName(key, column);
    return name === null ? [] : [[name, shownValue(column.kind, values[key])]];
  });
  return Object.fromEntries(shown);
}

function shownValue(kind: Kind, value: unknown): unknown {
  if (kind === 'time') return value === null ? null : iso(value as Millis);
  if (kind !== 'conditions') return value;
  // Another version may have stored more.
  return (value as readonly FilterCondition[]).map(({ field, op, value }) => ({
    field,
    op,
    value,
  }));
}

export function sourceView(known: KnownSource, publicUrl: string | null): View {
  const { source } = known;
  const { secrets, problem } =
    'problem' in known ? { ...known, secrets: NO_SECRETS } : { ...known, problem: null };
  const registration = known.provider?.registration;
  const fields = registration?.settings ?? [];
  // Only what is known to be no secret: a setting that has left the catalogue is not shown.
  const shown = fields.filter(({ key, secret }) => !secret && secrets.settings[key] !== undefined);
  return {
    ...shownOf(SOURCE, source),
    state: sourceState(known),
    ingest_url: publicUrl === null ? null : ingestUrl(publicUrl, source.id),
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
    problem,
  };
}

/** @param problem why it cannot be delivered to, whatever its status; null if it can */
export function subscriptionView(row: Subscription, problem: string | null = null): View {
  return { ...shownOf(SUBSCRIPTION, row), problem };
}

export function eventView(event: EventView): View & { readonly record: SignalRecord } {
  return {
    ...shownOf(EVENT, event),
    provider: event.record.provider,
    record: event.record,
  };
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** What is kept of a request, with its body as text, or in base64 where it is none. */
export function eventRequestView({ headers, body }: Pick<StoredEvent, 'headers' | 'body'>): View {
  let text: string | null = null;
  try {
    text = utf8.decode(body);
  } catch {
    // Bytes that are no text.
  }
  const base64 = text === null ? Buffer.from(body).toString('base64') : null;
  return { headers, body: text, body_base64: base64, body_bytes: body.length };
}

export function deliveryView(row: Delivery): View {
  return {
    ...shownOf(DELIVERY, row),
    due_at: row.status === 'pending' ? iso(row.dueAt) : null,
  };
}

export function deliveryDetailView({ delivery, attempts }: DeliveryWithAttempts): View {
  return {
    ...deliveryView(delivery),
    attempts: attempts.map((attempt) => shownOf(ATTEMPT, attempt)),
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

export const replayView = ({ replay, pending }: ReplayState): View => ({
  ...shownOf(REPLAY, replay),
  pending,
});

/** How much is stored; a count of bytes or events, or what it was decided by. */
export function storageView(state: StorageState): View {
  const { forecast } = state;
  return {
    measured_at: iso(state.measuredAt),
    database: state.database,
    used_bytes: state.usedBytes,
    file_bytes: state.fileBytes,
    reusable_bytes: state.reusableBytes,
    disk_free_bytes: state.diskFreeBytes,
    events: state.events,
    oldest_event_at: state.oldestAt === null ? null : iso(state.oldestAt),
    bytes_per_event: state.bytesPerEvent,
    events_per_day: state.eventsPerDay,
    retention_days: state.retentionDays,
    payload_days: state.payloadDays,
    retention_bytes: state.retentionBytes,
    forecast: {
      outcome: forecast.outcome,
      days: forecast.days,
      at: forecast.at === null ? null : iso(forecast.at),
      most_bytes: forecast.mostBytes,
    },
  };
}

export const backupView = (backup: Backup): View => ({
  id: backup.id,
  status: backup.status,
  folder: backup.folder,
  bytes: backup.bytes,
  total_bytes: backup.totalBytes,
  with_key: backup.withKey,
  started_at: iso(backup.startedAt),
  error: backup.error,
});

export const erasureView = ({ erasure, notCovered }: ErasureState): View => ({
  ...shownOf(ERASURE, erasure),
  not_covered: notCovered,
});

export const rejectionView = (rejection: Rejection): View => shownOf(REJECTION, rejection);

/** A rejection with its request. */
export function rejectionDetailView(detail: RejectionDetail): View {
  const { rejection, provider, request, signature } = detail;
  return {
    ...rejectionView(rejection),
    provider,
    request: request && {
      ...request,
      body_cut: request.body !== null && rejection.bodyBytes > MAX_KEPT_BODY,
    },
    signature,
  };
}

export function tokenView(row: TokenRow): View {
  return {
    ...shownOf(TOKEN, row),
    problem: row.damage === undefined ? null : damagedRow(row.damage),
  };
}

/** Whoever asks, as a token: also one who is signed in. */
export function callerView({ token, session, ...rest }: Caller): View {
  if (token !== null) return tokenView(token);
  const { createdAt = 0, expiresAt = null } = session ?? {};
  return { ...shownOf(TOKEN, { ...rest, createdAt, expiresAt, revokedAt: null }), problem: null };
}

/** A provider for forms: what can be chosen, filtered and filled in. */
export function providerView(known: KnownProvider): View {
  const { kind } = known;
  if (!('problem' in known)) return { ...usableProvider(known.provider), kind, problem: null };
  const { id } = known.stored;
  const nothing = {
    description: '',
    docs: '',
    keywords: [],
    icon: null,
    signature: null,
    event_types: [],
    fields: [],
  };
  return { id, name: id, ...nothing, registration: NO_REGISTRATION, kind, problem: known.problem };
}

/** @param notes what a change means to whoever uses the provider */
export function providerDetailView(known: KnownProvider, notes: readonly string[] = []): View {
  const { stored, kind } = known;
  const provider = 'problem' in known ? null : known.provider;
  const russian = kind === 'built-in' && provider !== null ? setupInRussian(provider.id) : null;
  return {
    ...providerView(known),
    definition: stored === null ? documentOf(provider) : parseStored(stored),
    record_schema: provider === null ? null : recordSchema(provider),
    setup: {
      en: setupView(provider?.setup ?? NO_SETUP),
      ru: russian === null ? null : setupView(russian),
    },
    created_at: stored === null ? null : iso(stored.createdAt),
    updated_at: stored === null ? null : iso(stored.updatedAt),
    notes,
  };
}

/** A definition as JSON: registration by API is code. */
function documentOf(provider: Provider | null): View | null {
  if (provider === null) return null;
  const { registration, ...definition } = provider.definition;
  return registration.kind === 'api' ? { ...definition } : { ...definition, registration };
}

function usableProvider(provider: Provider): View {
  const { registration } = provider;
  return {
    id: provider.id,
    name: provider.name,
    description: provider.description,
    docs: provider.docs,
    keywords: keywordsOf(provider),
    icon: iconOf(provider.id),
    signature: provider.signature.kind,
    registration: {
      kind: registration.kind,
      secret_from: registration.secretFrom,
      secret_label: registration.secretLabel,
      secret_needs_url: registration.secretNeedsUrl,
      steps: provider.setup.steps.map((step) => fillPlaces(step)),
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

/** What somebody may look for, besides its name and description. */
const keywordsOf = ({ wording, panel }: Provider): string[] => [
  ...new Set([wording.shortName ?? '', wording.noun, ...(panel?.keywords ?? [])].filter(Boolean)),
];

const NO_SETUP: Setup = { steps: [], byApi: [], byHand: [], about: '' };
/** Of a provider that cannot be used. */
const NO_REGISTRATION = {
  kind: 'by-hand',
  secret_from: 'provider',
  secret_label: '',
  secret_needs_url: false,
  steps: [],
  settings: [],
} as const;

const setupView = ({ byApi, byHand, about }: Setup): View => ({
  about,
  by_api: byApi,
  by_hand: byHand,
});

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
