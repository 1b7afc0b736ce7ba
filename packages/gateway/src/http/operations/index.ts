import { Document } from '../document.ts';
import { createOpenApi } from '../openapi.ts';
import { type Operation, operation } from '../operation.ts';
import { ALERT_OPERATIONS } from './alerts.ts';
import { AUDIT_OPERATIONS } from './audit.ts';
import { BACKUP_OPERATIONS } from './backups.ts';
import { DEFINITION_OPERATIONS } from './definitions.ts';
import { DELIVERY_OPERATIONS } from './deliveries.ts';
import { ERASURE_OPERATIONS } from './erasures.ts';
import { EVENT_OPERATIONS } from './events.ts';
import { META_OPERATIONS } from './meta.ts';
import { PROVIDER_OPERATIONS } from './providers.ts';
import { REJECTION_OPERATIONS } from './rejections.ts';
import { REPLAY_OPERATIONS } from './replays.ts';
import { SESSION_OPERATIONS } from './sessions.ts';
import { SOURCE_ACTIONS } from './source-actions.ts';
import { SOURCE_OPERATIONS } from './sources.ts';
import { STATISTICS_OPERATIONS } from './statistics.ts';
import { STORAGE_OPERATIONS } from './storage.ts';
import { STREAM_OPERATIONS } from './stream.ts';
import { SUBSCRIPTION_OPERATIONS } from './subscriptions.ts';
import { TOKEN_OPERATIONS } from './tokens.ts';

const describeApi: Operation = operation({
  method: 'get',
  path: '/openapi.json',
  operationId: 'getDescription',
  tag: 'Gateway',
  summary: 'This description',
  access: 'none',
  answers: { 200: { description: 'OpenAPI 3.1.', schema: { type: 'object' } } },
  handle: async ({ deps }) => ({ status: 200, body: description(deps.version) }),
});

const descriptions = new Map<string, Document>();

/** Made once: it is large, and anybody may ask for it. */
function description(version: string): Document {
  const made =
    descriptions.get(version) ??
    new Document('application/json', JSON.stringify(createOpenApi(OPERATIONS, version)));
  descriptions.set(version, made);
  return made;
}

/** The whole API, in the order in which it is described. */
export const OPERATIONS: readonly Operation[] = [
  ...META_OPERATIONS,
  ...STORAGE_OPERATIONS,
  ...BACKUP_OPERATIONS,
  describeApi,
  ...PROVIDER_OPERATIONS,
  ...DEFINITION_OPERATIONS,
  ...SOURCE_OPERATIONS,
  ...SOURCE_ACTIONS,
  ...REJECTION_OPERATIONS,
  ...SUBSCRIPTION_OPERATIONS,
  ...EVENT_OPERATIONS,
  ...DELIVERY_OPERATIONS,
  ...REPLAY_OPERATIONS,
  ...ERASURE_OPERATIONS,
  ...ALERT_OPERATIONS,
  ...STATISTICS_OPERATIONS,
  ...STREAM_OPERATIONS,
  ...TOKEN_OPERATIONS,
  ...AUDIT_OPERATIONS,
  ...SESSION_OPERATIONS,
];
