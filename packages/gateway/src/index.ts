/**
 * The gateway: receives signed webhooks of all providers, verifies, stores, de-duplicates and
 * delivers them to REST-hook subscribers.
 *
 * @module
 */
export { LATE_MINUTES } from './alerts/rules/delivery-late.ts';
export { LITTLE_GB, MANY_PERCENT, roomOf } from './alerts/rules/disk-nearly-full.ts';
export { areDeliveriesPaused, backUp, type Copied, restore, resumeDeliveries } from './backup.ts';
export { DEFAULT_PORT, type GatewayConfig, publicUrl, readConfig } from './config.ts';
export type * from './domain.ts';
export { type ErrorCode, type FieldProblem, GatewayError } from './errors.ts';
export {
  type Gateway,
  type GatewayCore,
  type GatewayOptions,
  openGateway,
  startGateway,
} from './gateway.ts';
export { openApi } from './http/api.ts';
export { errorReference } from './http/error-reference.ts';
export { createLocalApi, type LocalApi } from './http/local-api.ts';
export type { RejectionCode } from './ingest/rejections.ts';
export { createLog, type Logger } from './log.ts';
export {
  type KnownProvider,
  type OwnProvider,
  Providers,
  type UnusableProvider,
} from './providers.ts';
export type { KnownSource, ReadySource, UnusableSource } from './ready.ts';
export { AUDITED_KINDS } from './services/audit/subjects.ts';
export { CUSTOM, checkedDefinition, presetOf } from './services/providers/definition.ts';
export { type AddressCheck, checkAddress } from './services/public-address.ts';
export type { NewSource } from './services/sources/add.ts';
export { ingestUrl } from './services/sources/registrar.ts';
export { type SourceState, sourceState } from './services/sources/state.ts';
export type { StorageState } from './services/storage/index.ts';
export type { NewSubscription } from './services/subscriptions/create.ts';
export {
  type MigratedTable,
  type MigrationOptions,
  migrateToPostgres,
} from './store/to-postgres/index.ts';
export { whyMigrated } from './store/to-postgres/source.ts';
export { VERSION } from './version.ts';
