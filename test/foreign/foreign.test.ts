import { PRESETS } from '@signal-hooks/catalogue';
import { INSTALL_LIMIT_MS, installTool } from '../support/tools.ts';
import { flipBit, flipSignatureBit, forge, read, rewrite } from './forgeries.ts';
import { makeCredentials } from './keys.ts';
import { type Libraries, startLibraries } from './libraries.ts';
import { judge, NOW, openAccount, ours, type SenderAccount, type Sent } from './receiving.ts';
import { nameOf, type Sender, type SignedRequest, textOf } from './sender.ts';
import { SENDERS } from './senders.ts';
import { severalSignatures } from './several.ts';

/** What the senders' own libraries sign is accepted by our presets, and nothing else is. */

const YEAR = 365 * 86_400;
const MISMATCH = 'verify: signature_mismatch';

let libraries: Libraries;

beforeAll(async () => {
  libraries = startLibraries(await installTool('senders'));
}, INSTALL_LIMIT_MS);
afterAll(() => libraries?.close());

/** Why we refuse a header that comes twice: with its own value, another after it, another before it. */
function whenTwice({ signature, several, time }: Sender): readonly (string | null)[] {
  const all = (code: string): readonly string[] => [code, code, code];
  if (signature.encoding === 'text') return all(MISMATCH);
  if (several === undefined) return all('verify: signature_malformed');
  // Node joins the two with a comma. Between pairs that makes two times of them; elsewhere it
  // spoils the first signature, and where the time is in the header that counts for both.
  if (time?.header !== signature.header) return [null, MISMATCH, null];
  return several.separator.startsWith(',')
    ? all('verify: timestamp_malformed')
    : [null, MISMATCH, MISMATCH];
}

test('every preset has a sender', () => {
  const presets = new Set(SENDERS.map(({ preset }) => preset));
  expect([...presets].sort()).toEqual(Object.keys(PRESETS).sort());
});

describe.each(SENDERS.map((sender) => [nameOf(sender), sender] as const))('%s', (_name, sender) => {
  let account: SenderAccount;
  let genuine: SignedRequest;
  let other: SignedRequest;
  /** With the account's own credentials. */
  const verdict = (sent: Sent, now = NOW): string | null =>
    judge(sender, ours(account.held), sent, now);

  beforeAll(async () => {
    account = await openAccount(libraries, sender);
    ({ genuine, other } = account);
  });

  test('what it signs, we accept', () => {
    expect([verdict(genuine), verdict(other)]).toEqual([null, null]);
  });

  test('what is forged, we refuse', () => {
    const forgeries = forge(sender, genuine, other);
    const verdicts = forgeries.map((one) => [one.what, verdict(one)]);
    const codes = forgeries.map(({ what, code }) => [
      what,
      code === null ? null : `verify: ${code}`,
    ]);
    expect(Object.fromEntries(verdicts)).toEqual(Object.fromEntries(codes));
  });

  test('every bit of body and signature counts', () => {
    const { request, signature } = genuine;
    const passed: string[] = [];
    const tryOne = (what: string, sent: Sent): void => {
      if (verdict(sent) === null) passed.push(what);
    };
    if (sender.signs.body === 'bytes') {
      for (let at = 0; at < request.body.length * 8; at += 1) {
        const body = flipBit(request.body, at);
        tryOne(`body ${at}`, { request: { ...request, body }, signature });
      }
    }
    const { encoding } = sender.signature;
    const text = read(signature, sender.signature);
    const bits = Buffer.from(text, encoding === 'text' ? 'utf8' : encoding).length * 8;
    for (let at = 0; at < bits; at += 1) {
      const flip = (part: string): string => flipSignatureBit(part, encoding, at);
      const flipped = rewrite(signature, sender.signature, flip);
      tryOne(`signature ${at}`, { request, signature: flipped });
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
    const pairs = [
      [own, own],
      [own, foreign],
      [foreign, own],
    ];
    expect(pairs.map((values) => verdict(twice(header, values)))).toEqual(whenTwice(sender));
    if (sender.time !== undefined && sender.time.header !== header) {
      const value = genuine.signature[sender.time.header];
      const sent = twice(sender.time.header, [value, value]);
      expect(verdict(sent)).toBe('verify: timestamp_malformed');
    }
  });

  test('the signed time counts to the second', () => {
    const { tolerance } = sender;
    const at = (after: number): string | null => verdict(genuine, NOW + after);
    if (tolerance === null) {
      expect([at(YEAR), at(-YEAR)]).toEqual([null, null]);
    } else {
      expect([at(tolerance), at(-tolerance)]).toEqual([null, null]);
      const late = 'verify: timestamp_out_of_tolerance';
      expect([at(tolerance + 1), at(-tolerance - 1), at(YEAR)]).toEqual([late, late, late]);
    }
  });

  test('only its own secret, beside others', () => {
    const stranger = makeCredentials(sender);
    expect(judge(sender, ours(stranger), genuine)).toBe(MISMATCH);
    expect(judge(sender, {}, genuine)).toBe('verify: credential_missing');
    expect(verdict(account.strangers)).toBe(MISMATCH);
    const both = [account.held, stranger];
    for (const order of [both, both.toReversed()]) {
      const secrets = order.flatMap(({ secret }) => secret ?? []);
      const publicKeys = order.flatMap(({ publicKey }) => publicKey ?? []);
      expect(judge(sender, { secrets, publicKeys }, genuine)).toBe(null);
    }
  });

  const { several, timeInBody } = sender;
  if (several !== undefined) {
    test('several signatures in one header', () => {
      const sent = severalSignatures(sender, several, account);
      const { ownFirst, ownLast, noneOwn, ownAsOther } = sent;
      expect([ownFirst, ownLast].map((one) => verdict(one))).toEqual([null, null]);
      expect([noneOwn, ownAsOther].map((one) => verdict(one))).toEqual([MISMATCH, MISMATCH]);
    });
  }

  if (timeInBody !== undefined) {
    test.each([
      [undefined, 'timestamp_missing'],
      [null, 'timestamp_missing'],
      ['yesterday', 'timestamp_malformed'],
    ])('a body whose time is %s', async (time, code) => {
      const payload = JSON.parse(textOf(genuine.request)) as object;
      const body = Buffer.from(JSON.stringify({ ...payload, [timeInBody]: time }));
      const request = { ...genuine.request, body };
      const signature = await libraries.sign(sender, request, account.held, NOW);
      expect(verdict({ request, signature })).toBe(`verify: ${code}`);
      const signed = { request, signature };
      expect(await libraries.accepts(sender, signed, account.held, NOW)).toBe(false);
    });
  }
});
