/**
 * Emulates the providers over real HTTP: their management APIs and screens, signing,
 * retries, logs and disabling; and sends signed events anywhere.
 *
 * @module
 */
export {
  type Accounts,
  DEFAULT_ACCOUNTS,
  SALESIQ_SCOPES,
  type SalesiqGrant,
  type SignalsToken,
  type SigsentryKey,
} from './accounts.ts';
export type { Faults } from './delivery/faults.ts';
export type { Attempt, Delivery, DeliveryStatus } from './delivery/log.ts';
export { generateSigningPair, type SigningPair } from './delivery/signing-pair.ts';
export type { Failure } from './delivery/transport.ts';
export {
  type Emulator,
  type EmulatorOptions,
  type FireOptions,
  startEmulator,
} from './emulator.ts';
export type { FiredEvent, Hook } from './hooks.ts';
export { UnknownEventTypeError } from './samples.ts';
export { type SendOptions, type SendProgress, sendEvents } from './send-events.ts';
export type { SendFailure, SendSummary } from './send-summary.ts';
