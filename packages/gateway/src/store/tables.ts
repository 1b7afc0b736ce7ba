/** The stored entities in SQL, the same in both databases. */
import type {
  Alert,
  AlertChannel,
  AlertRuleRow,
  Attempt,
  AuditEntry,
  Delivery,
  Erasure,
  Rejection,
  Replay,
  Session,
  SignInCode,
  Source,
  StoredEvent,
  StoredProvider,
  Subscription,
  TokenRow,
} from '../domain.ts';
import { ALERT } from '../entities/alert.ts';
import { ALERT_CHANNEL } from '../entities/alert-channel.ts';
import { ALERT_RULE } from '../entities/alert-rule.ts';
import { ATTEMPT } from '../entities/attempt.ts';
import { AUDIT_ENTRY } from '../entities/audit-entry.ts';
import { DELIVERY } from '../entities/delivery.ts';
import { ERASURE } from '../entities/erasure.ts';
import { EVENT } from '../entities/event.ts';
import { PROVIDER } from '../entities/provider.ts';
import { REJECTION } from '../entities/rejection.ts';
import { REPLAY } from '../entities/replay.ts';
import { SESSION } from '../entities/session.ts';
import { SIGN_IN_CODE } from '../entities/sign-in-code.ts';
import { SOURCE } from '../entities/source.ts';
import { SUBSCRIPTION } from '../entities/subscription.ts';
import { TOKEN } from '../entities/token.ts';
import { type Table, tableOf } from './sql.ts';

export const SOURCES: Table<Source> = tableOf(SOURCE);
export const SUBSCRIPTIONS: Table<Subscription> = tableOf(SUBSCRIPTION);
export const TOKENS: Table<TokenRow> = tableOf(TOKEN);
export const PROVIDERS: Table<StoredProvider> = tableOf(PROVIDER);
export const REJECTIONS: Table<Rejection> = tableOf(REJECTION);
/** The columns of a list of rejections: their requests are large. */
export const LISTED_REJECTIONS: string = REJECTIONS.names
  .map((name) => (name === 'request' ? 'NULL AS request' : name))
  .join(', ');
export const EVENTS: Table<StoredEvent> = tableOf(EVENT);
export const DELIVERIES: Table<Delivery> = tableOf(DELIVERY);
export const ERASURES: Table<Erasure> = tableOf(ERASURE);
export const REPLAYS: Table<Replay> = tableOf(REPLAY);
export const ATTEMPTS: Table<Attempt> = tableOf(ATTEMPT);
export const SESSIONS: Table<Session> = tableOf(SESSION);
export const SIGN_IN_CODES: Table<SignInCode> = tableOf(SIGN_IN_CODE);
export const AUDIT_ENTRIES: Table<AuditEntry> = tableOf(AUDIT_ENTRY);
export const ALERTS: Table<Alert> = tableOf(ALERT);
export const ALERT_RULES: Table<AlertRuleRow> = tableOf(ALERT_RULE);
export const ALERT_CHANNELS: Table<AlertChannel> = tableOf(ALERT_CHANNEL);
