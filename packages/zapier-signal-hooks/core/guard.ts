import type { Bundle, ZObject } from 'zapier-platform-core';
import { Gateway } from './gateway.ts';

/** A function of the app, as Zapier calls it. */
type Perform<Result> = (z: ZObject, bundle: Bundle) => Promise<Result>;

/**
 * Wraps a function of the app so that its errors say what they say and no more. Zapier adds the
 * whole bundle but for the connection to the messages of all errors that are not marked: people
 * would read it in the Zap's history, and with it the secret that deliveries are signed with.
 *
 * @param perform gets the connection's gateway too, whose calls have one time limit together
 */
export function guarded<Result>(
  perform: (z: ZObject, bundle: Bundle, gateway: Gateway) => Promise<Result>,
): Perform<Result> {
  return async (z, bundle) => {
    try {
      return await perform(z, bundle, new Gateway(z, bundle));
    } catch (error) {
      throw Object.assign(error as Error, { doNotContextify: true });
    }
  };
}
