import { randomBytes } from 'node:crypto';

const SECRET_BYTES = 32;

/** What signs the deliveries of a new subscription, as Standard Webhooks writes it. */
export const newSigningSecret = (): string =>
  `whsec_${randomBytes(SECRET_BYTES).toString('base64')}`;
