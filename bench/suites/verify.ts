import {
  createVerifier,
  PRESETS,
  type Provider,
  type WebhookRequest,
} from '@signal-hooks/catalogue';
import { callsPerSecond } from '../calls.ts';
import { installPeers } from '../peers.ts';
import { compare, inTurn } from '../rounds.ts';
import type { Figure } from '../rows.ts';
import { sampleBody } from '../sample.ts';
import { detail, rate, type Suite } from '../suite.ts';

const ROUNDS = 5;
const WHSEC = `whsec_${Buffer.from('bench-secret-0123456789abcdef').toString('base64')}`;

/** A library's check of one request: it throws, or returns false, if the signature does not fit. */
type Check = (body: string, headers: Readonly<Record<string, string>>) => unknown;

interface Library {
  readonly name: string;
  /** What it is for: ours checks the same request. */
  readonly preset: Provider;
  readonly secret: string;
  readonly check: Check;
}

interface WebhookClass {
  new (secret: string): { verify(body: string, headers: object): unknown };
}

/** Each as its documentation has it, with all that can be prepared before, and the body as it likes it best. */
async function libraries(): Promise<readonly Library[]> {
  const load = await installPeers();
  const { default: Stripe } = await load<{
    default: {
      webhooks: {
        signature: { verifyHeader(body: string, header: string, secret: string): boolean };
      };
    };
  }>('stripe');
  const octokit = await load<{
    verify(secret: string, body: string, signature: string): Promise<boolean>;
  }>('@octokit/webhooks-methods');
  const svix = new (await load<{ Webhook: WebhookClass }>('svix')).Webhook(WHSEC);
  const standard = new (await load<{ Webhook: WebhookClass }>('standardwebhooks')).Webhook(WHSEC);
  return [
    {
      name: '@octokit/webhooks-methods',
      preset: PRESETS.github,
      secret: 'bench-secret',
      check: (body, headers) =>
        octokit.verify('bench-secret', body, headers['x-hub-signature-256'] ?? ''),
    },
    {
      name: 'stripe',
      preset: PRESETS.stripe,
      secret: WHSEC,
      check: (body, headers) =>
        Stripe.webhooks.signature.verifyHeader(body, headers['stripe-signature'] ?? '', WHSEC),
    },
    {
      name: 'svix',
      preset: PRESETS.svix,
      secret: WHSEC,
      check: (body, headers) => svix.verify(body, headers),
    },
    {
      name: 'standardwebhooks',
      preset: PRESETS['standard-webhooks'],
      secret: WHSEC,
      check: (body, headers) => standard.verify(body, headers),
    },
  ];
}

/** Verifying alone, against each library on a request of its own kind; what counts is the one that is hardest to beat. */
export const verify: Suite = {
  names: ['verify'],
  async run() {
    const figures: Figure[] = [];
    for (const library of await libraries()) {
      const figure = await measure(library);
      figures.push(figure);
      detail(
        `ours ${rate(figure.ours)}, ${library.name} ${rate(figure.peer ?? 0)}, ratio ${figure.ratio?.toFixed(2)}`,
      );
    }
    const [hardest] = figures.sort((a, b) => (a.ratio ?? 0) - (b.ratio ?? 0));
    return { verify: hardest ?? { skipped: 'there are no libraries' } };
  },
};

async function measure({ preset, secret, check }: Library): Promise<Figure> {
  const body = sampleBody(1);
  const text = body.toString();
  const now = Math.floor(Date.now() / 1000);
  const headers = preset.signature.sign([{ secret }], body, {
    id: 'msg_bench',
    timestamp: String(now),
  });
  const verifier = createVerifier(preset.signature, { secrets: [secret] });
  const request: WebhookRequest = { body, headers };
  const ours = (): unknown => verifier(request, Math.floor(Date.now() / 1000)).ok;
  const peer = (): unknown => check(text, headers);
  if ((await ours()) !== true || (await peer()) === false)
    throw new Error('a signature does not fit');
  const pairs = await inTurn(
    ROUNDS,
    () => callsPerSecond(ours),
    () => callsPerSecond(peer),
  );
  return compare(pairs, (perSecond) => perSecond);
}
