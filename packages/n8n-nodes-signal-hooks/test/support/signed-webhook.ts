import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { SignedWebhookTrigger } from '../../nodes/SignedWebhook/SignedWebhookTrigger.node.ts';
import { type Setup, SimulatedN8n } from './n8n.ts';
import { hmacHex } from './sign.ts';

/** What sender and credential share. */
export const SECRET = 'the-secret-of-the-sender';
export const OLD_SECRET = 'the-secret-before-that-one';

/** A sender that signs the body as most do. */
export const ACME: INodeParameters = {
  preset: 'custom',
  senderName: 'Acme CRM',
  signatureHeader: 'X-Acme-Signature',
  prefix: 'sha256=',
};

/** A Signed Webhook Trigger. @param credential instead of one with both secrets */
export const signedWebhook = (
  parameters: INodeParameters,
  credential: IDataObject = { signingSecret: SECRET, previousSecret: OLD_SECRET },
  setup: Setup = {},
): SimulatedN8n =>
  new SimulatedN8n(new SignedWebhookTrigger(), {
    ...setup,
    parameters,
    credentials: { signedWebhookApi: credential },
  });

/** The headers of a request of {@link ACME}, signed by Node's own HMAC. */
export const acmeHeaders = (body: string, secret: string = SECRET): Record<string, string> => ({
  'x-acme-signature': `sha256=${hmacHex(secret, body)}`,
});
