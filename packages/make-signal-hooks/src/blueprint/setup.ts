import type { ProviderId } from '@signal-hooks/catalogue';

/** What only Make's guide needs to know of a provider. */
export interface Setup {
  /** How the webhook's address gets to the provider, and its secret to the user. */
  readonly clicks: readonly string[];
  /** Where Make's way of recognising a retry differs from the catalogue's. */
  readonly identityNote?: string;
}

const MADE_UP =
  'You make up the secret: long and random, such as what `openssl rand -hex 32` prints.';

/** By provider; one that signs with HMAC and is missing here fails the generation. */
export const SETUP: Readonly<Partial<Record<ProviderId, Setup>>> = {
  siggnal: {
    clicks: [
      'In Siggnal: Settings → Integrations → Webhooks. Paste the webhook’s address as the endpoint URL, and the secret as the secret token; choose projects and priorities.',
      MADE_UP,
      'Click “Send test” and save once the scenario is switched on: before that, the answer proves nothing.',
    ],
  },
  'signal-ark': {
    clicks: [
      'In Signal Ark: Settings → Integrations → Webhooks. Copy the signing secret.',
      'Click “Add Destination” and paste the webhook’s address only once the scenario is switched on: Signal Ark sends a `ping` at once.',
    ],
    identityNote: 'Plays without an id are not told apart.',
  },
  signals: {
    clicks: [
      'In SIGNALS: Admin → Settings → Webhooks. Add the webhook’s address and choose the events. The secret is shown once, when the webhook is made.',
    ],
    identityNote:
      'SIGNALS sends no id. Equal data is a retry for ever where something was created or deleted or tells when it changed; elsewhere (a role that is renamed, a setting) it is a retry within the same hour. The gateway and n8n keep a window of ten minutes instead.',
  },
  sigsentry: {
    clicks: [
      'In SigSentry: Project → Channels → Add Channel, type *Generic Webhook*. Enter the webhook’s address as the URL, the secret as the HMAC secret, and the lowest severity; save.',
      MADE_UP,
      'Run a test analysis once the scenario is switched on.',
    ],
  },
};
