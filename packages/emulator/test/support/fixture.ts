import { type Emulator, type EmulatorOptions, startEmulator } from '../../src/index.ts';
import { type Receiver, startReceiver } from './receiver.ts';

/** An emulator with its clock sped up, and a receiver; both closed after each test. */
export interface Fixture {
  readonly emulator: Emulator;
  readonly receiver: Receiver;
}

/** Registers jest hooks; call `open` in a test. */
export function useEmulator(): (options?: EmulatorOptions) => Promise<Fixture> {
  const opened: { close(): Promise<void> }[] = [];
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((one) => one.close()));
  });
  return async (options = {}) => {
    const emulator = await startEmulator({ timeScale: 0, allowLoopback: true, ...options });
    opened.push(emulator);
    const receiver = await startReceiver();
    opened.push(receiver);
    return { emulator, receiver };
  };
}
