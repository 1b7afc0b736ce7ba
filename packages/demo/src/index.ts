/**
 * The whole way on one machine: a gateway, the providers played by the emulator, a subscriber, and
 * every expectation checked.
 *
 * @module
 */
export { type DemoRun, runDemo } from './run.ts';
export type { Terminal } from './terminal.ts';
