import { ConnectionError, readApiToken, readGatewayAddress } from '@signal-hooks/client';
import type { ZObject } from 'zapier-platform-core';

/**
 * The gateway's address as the user typed it, checked.
 * @throws a Zapier error that says what to enter
 */
export const gatewayUrl = (z: ZObject, typed: unknown): string =>
  inZapier(z, () => readGatewayAddress(typed));

/**
 * The API token, without what copying put in between.
 * @throws a Zapier error that names the token, if it can be none
 */
export const apiToken = (z: ZObject, typed: unknown): string =>
  inZapier(z, () => readApiToken(typed));

function inZapier(z: ZObject, read: () => string): string {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof ConnectionError)) throw error;
    throw new z.errors.Error(error.message, error.code, 400);
  }
}
