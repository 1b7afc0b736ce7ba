/**
 * The gateway's API, described: each operation is a function from its parameters to a
 * {@link Call}, which says what to send and reads what comes. Who uses it sends the requests.
 *
 * @module
 */
export type { Call, GatewayResponse, ListCall, ObjectCall, Page } from './call.ts';
export * from './client.ts';
export * from './errors.ts';
export * from './generated.ts';
export * from './source-label.ts';
