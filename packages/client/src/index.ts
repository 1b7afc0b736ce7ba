/**
 * The gateway's API, described: each operation is a function from its parameters to a
 * {@link Call}, which says what to send and reads what comes. Who uses it sends the requests.
 *
 * @module
 */
export { type Call, type GatewayResponse, optional, type Page } from './call.ts';
export * from './client.ts';
export * from './connection.ts';
export * from './errors.ts';
export * from './event-form.ts';
export * from './explain.ts';
export type { ErrorCode } from './generated/error-codes.ts';
export * from './generated/operations.ts';
export * from './latest-events.ts';
export * from './replay-form.ts';
export * from './send-by-fetch.ts';
export * from './source-label.ts';
export * from './source-provider.ts';
