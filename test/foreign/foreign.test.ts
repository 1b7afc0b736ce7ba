import {
  type Credentials,
  createReceiver,
  findProvider,
  PRESETS,
  type Received,
} from '@signal-hooks/catalogue';
import { INSTALL_LIMIT_MS, installTool } from '../support/tools.ts';
import { flipBit, flipSignatureBit, forge, read, rewrite } from './forgeries.ts';
import { makeCredentials } from './keys.ts';
import { type Libraries, startLibraries } from './libraries.ts';
import { type HeldCredentials, nameOf, type Sender, type SignedRequest } from './sender.ts';
import { SENDERS } from './senders.ts';

/** Saturday 25 April 2026, 14:30 UTC. */
const NOW = 1777127400;

let libraries: Libraries;

beforeAll(async () => {
  libraries = startLibraries(await installTool('senders'));
}, INSTALL_LIMIT_MS);
afterAll(() => libraries.close());

const ours = ({ secret, publicKey }: HeldCredentials): Credentials => ({
  ...(secret !== undefined && { secrets: [secret] }),
  ...(publicKey !== undefined && { publicKeys: [publicKey] }),
});

type Sent = Omit<SignedRequest, 'signature'> & {
  readonly signature: Readonly<Record<string, string | readonly string[]>>;
};

/** What we make of it. */
function receive(sender: Sender, credentials: Credentials, sent: Sent, now = NOW): Received {
  const provider = findProvider(sender.preset);
  if (provider === undefined) throw new Error(`no preset "${sender.preset}"`);
  const { method, url, headers, body } = sent.request;
  const request = { method, url, body, headers: { ...headers, ...sent.signature } };
  return createReceiver(provider, credentials)(request, now);
}

/** Our verdict. @returns null if it is accepted, or why not */
function judge(sender: Sender, credentials: Credentials, sent: Sent, now = NOW): string | null {
  const received = receive(sender, credentials, sent, now);
  return received.ok ? null : `${received.stage}: ${received.code}`;
}

const json = (text: string): unknown => (text === '' ? '' : JSON.parse(text));

/** Why we refuse a header that comes twice: with its own value, another after it, another before it. */
function whenTwice({ signature, several, time }: Sender): readonly (string | null)[] {
  const all = (code: string): readonly string[] => [code, code, code];
  if (signature.encoding === 'text') return all('verify: signature_mismatch');
  if (several === undefined) return all('verify: signature_malformed');
  // Node joins the two with a comma. Between pairs that makes two times of them; elsewhere it
  // spoils the first signature, and where the time is in the header that counts for both.
  const mismatch = 'verify: signature_mismatch';
  if (time?.header !== signature.header) return [null, mismatch, null];
  return several.separator.startsWith(',')
    ? all('verify: timestamp_malformed')
    : [null, mismatch, mismatch];
}

test('every preset has a sender', () => {
  const presets = new Set(SENDERS.map(({ preset }) => preset));
  expect([...presets].sort()).toEqual(Object.keys(PRESETS).sort());
});

describe.each(SENDERS.map((sender) => [nameOf(sender), sender] as const))('%s', (_name, sender) => {
  const held = makeCredentials(sender);
  const credentials = ours(held);
  let genuine: SignedRequest;
  let other: SignedRequest;

  const sign = async (now: number, text: string, by = held): Promise<SignedRequest> => {
    const request = sender.request(now, text);
    return { request, signature: await libraries.sign(sender, request, by, now) };
  };
  /** The library's verdict; null where it has none. */
  const libraryAccepts = async (
    { request, signature }: Sent,
    now = NOW,
    by = held,
  ): Promise<boolean | null> => {
    if (sender.accepts === undefined) return null;
    // As Node's server hands over a header that comes twice.
    const joined = Object.entries(signature).map(([name, value]) => [name, String(value)]);
    const signed = { request, signature: Object.fromEntries(joined) as Record<string, string> };
    return await libraries.accepts(sender, signed, by, now);
  };

  beforeAll(async () => {
    genuine = await sign(NOW, 'first');
    other = await sign(NOW + 7, 'second');
  });

  test('what its library signs, we accept', () => {
    expect(judge(sender, credentials, genuine)).toBe(null);
    expect(judge(sender, credentials, other)).toBe(null);
  });

  test('what is forged, we refuse', () => {
    const forgeries = forge(sender, genuine, other);
    const verdicts = forgeries.map((one) => [one.what, judge(sender, credentials, one)]);
    const codes = forgeries.map(({ what, code }) => [
      what,
      code === null ? null : `verify: ${code}`,
    ]);
    expect(Object.fromEntries(verdicts)).toEqual(Object.fromEntries(codes));
  });

  test('every bit of body and signature counts', () => {
    const { request, signature } = genuine;
    const passed: string[] = [];
    const refused = (what: string, sent: Sent): void => {
      if (judge(sender, credentials, sent) === null) passed.push(what);
    };
    if (sender.signs.body === 'bytes') {
      for (let at = 0; at < request.body.length * 8; at += 1) {
        refused(`body ${at}`, {
          request: { ...request, body: flipBit(request.body, at) },
          signature,
        });
      }
    }
    const { encoding } = sender.signature;
    const text = read(signature, sender.signature);
    const bits = Buffer.from(text, encoding === 'text' ? 'utf8' : encoding).length * 8;
    for (let at = 0; at < bits; at += 1) {
      const flip = (part: string): string => flipSignatureBit(part, encoding, at);
      refused(`signature ${at}`, {
        request,
        signature: rewrite(signature, sender.signature, flip),
      });
    }
    expect(passed).toEqual([]);
  });

  test('a header that comes twice', () => {
    const { header } = sender.signature;
    const twice = (name: string, values: readonly (string | undefined)[]): Sent => ({
      request: genuine.request,
      signature: { ...genuine.signature, [name]: values.map((value) => value ?? '') },
    });
    const own = genuine.signature[header];
    const foreign = other.signature[header];
    const verdicts = [
      [own, own],
      [own, foreign],
      [foreign, own],
    ].map((values) => judge(sender, credentials, twice(header, values)));
    expect(verdicts).toEqual(whenTwice(sender));
    if (sender.time !== undefined && sender.time.header !== header) {
      const value = genuine.signature[sender.time.header];
      const sent = twice(sender.time.header, [value, value]);
      expect(judge(sender, credentials, sent)).toBe('verify: timestamp_malformed');
    }
  });

  test('the signed time counts to the second', async () => {
    const { tolerance } = sender;
    const year = 365 * 86_400;
    const at = (after: number): string | null => judge(sender, credentials, genuine, NOW + after);
    if (tolerance === null) {
      expect([at(year), at(-year)]).toEqual([null, null]);
    } else {
      expect([at(tolerance), at(-tolerance)]).toEqual([null, null]);
      const late = 'verify: timestamp_out_of_tolerance';
      expect([at(tolerance + 1), at(-tolerance - 1), at(year)]).toEqual([late, late, late]);
    }
  });

  test('only its own secret, beside others', async () => {
    const stranger = makeCredentials(sender);
    const mismatch = 'verify: signature_mismatch';
    expect(judge(sender, ours(stranger), genuine)).toBe(mismatch);
    expect(judge(sender, {}, genuine)).toBe('verify: credential_missing');
    const both = [held, stranger];
    for (const order of [both, both.toReversed()]) {
      const secrets = order.flatMap(({ secret }) => secret ?? []);
      const publicKeys = order.flatMap(({ publicKey }) => publicKey ?? []);
      expect(judge(sender, { secrets, publicKeys }, genuine)).toBe(null);
    }
    const strangers = await sign(NOW, 'first', stranger);
    expect(judge(sender, credentials, strangers)).toBe(mismatch);
  });

  if (sender.several !== undefined) {
    const { separator, ignored, libraryReads } = sender.several;
    test('several signatures in one header', async () => {
      const { header } = sender.signature;
      const strange = read(
        (await sign(NOW, 'first', makeCredentials(sender))).signature,
        sender.signature,
      );
      const put = (edit: (own: string) => string): Sent => {
        const [own, value] = [read(genuine.signature, sender.signature), genuine.signature[header]];
        const edited = (value ?? '').replace(own, () => edit(own));
        return { ...genuine, signature: { ...genuine.signature, [header]: edited } };
      };
      const first = put((own) => `${own}${separator}${strange}${ignored}`);
      const last = put((own) => `${strange}${separator}${own}${ignored}`);
      const neither = put(() => `${strange}${separator}${strange}${ignored}`);
      const others = put((own) => `${strange}${ignored}${ignored.replace(/\w+$/, own)}`);
      const verdicts = [first, last, neither, others].map((one) => judge(sender, credentials, one));
      const mismatch = 'verify: signature_mismatch';
      expect(verdicts).toEqual([null, null, mismatch, mismatch]);
      if (libraryReads !== 'none') {
        expect(await libraryAccepts(first)).toBe(libraryReads === 'all');
        expect(await libraryAccepts(last)).toBe(true);
        expect(await libraryAccepts(neither)).toBe(false);
        expect(await libraryAccepts(others)).toBe(false);
      }
    });
  }

  if (sender.accepts !== undefined) {
    test('its library says the same', async () => {
      expect(await libraryAccepts(genuine)).toBe(true);
      const wrong: string[] = [];
      for (const forgery of forge(sender, genuine, other)) {
        const accepted = await libraryAccepts(forgery);
        if (accepted !== (forgery.code === null)) wrong.push(forgery.what);
      }
      expect(wrong).toEqual(sender.lenient ?? []);
      expect(await libraryAccepts(genuine, NOW, makeCredentials(sender))).toBe(false);
    });
  }

  if (sender.libraryTolerance !== undefined) {
    const { past, future } = sender.libraryTolerance;
    test('its library takes the signed time as we say', async () => {
      const year = 365 * 86_400;
      const at = (after: number): Promise<boolean | null> => libraryAccepts(genuine, NOW + after);
      expect([await at(past ?? year), await at(-(future ?? year))]).toEqual([true, true]);
      if (past !== null) expect(await at(past + 1)).toBe(false);
      if (future !== null) expect(await at(-future - 1)).toBe(false);
    });
  }

  const { handshake } = sender;
  if (handshake !== undefined) {
    test('its handshake is answered as its library does', async () => {
      const { request } = handshake;
      const signature = await libraries.sign(sender, request, held, NOW);
      const answer = await libraries.answer(sender, { request, signature }, held, NOW);
      const received = receive(sender, credentials, { request, signature });
      if (!received.ok) throw new Error(received.code);
      expect(received.events).toEqual([]);
      const { status, body = '', contentType } = received.answer ?? {};
      // Slack takes the challenge as a text or in an object.
      const read = contentType === 'text/plain' ? { challenge: body } : json(body);
      expect({ status, body: read }).toEqual({ status: answer.status, body: json(answer.body) });
      const forged = { request: { ...request, body: flipBit(request.body, 16) }, signature };
      expect(judge(sender, credentials, forged)).toBe('verify: signature_mismatch');
    });
  }
});
