import { signStandard, TOLERANCE_SECONDS, verifyStandard } from '@signal-hooks/catalogue';

/** The example of the Standard Webhooks reference libraries. https://www.standardwebhooks.com */
const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const ID = 'msg_p5jXN8AQM9LWM0D4loKWxJek';
const TIME = 1614265330;
const BODY = Buffer.from('{"test": 2432232314}');
const headers = {
  'webhook-id': ID,
  'webhook-timestamp': String(TIME),
  'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
};
const verify = (sent: Record<string, string>, body = BODY, secrets = [SECRET], now = TIME) => {
  const verification = verifyStandard(secrets, body, sent, now);
  return verification.ok ? `accepted ${verification.credential}` : verification.code;
};

test('signs and verifies the published example', () => {
  expect(signStandard(ID, TIME, BODY, [SECRET])).toEqual(headers);
  expect(verify(headers)).toBe('accepted 0');
});

test('signs with every secret, newest first, so that they can be rotated', () => {
  const secrets = ['whsec_bmV3ZXIgc2VjcmV0', SECRET];
  const sent = signStandard(ID, TIME, BODY, secrets);
  expect(sent['webhook-signature']?.split(' ')).toHaveLength(2);
  for (const secret of secrets) expect(verify(sent, BODY, [secret])).toBe('accepted 0');
  expect(verify(headers, BODY, secrets)).toBe('accepted 1');
});

test.each([
  ['no signature', { ...headers, 'webhook-signature': '' }, 'signature_missing'],
  ['no id', { ...headers, 'webhook-id': '' }, 'signature_missing'],
  ['no timestamp', { ...headers, 'webhook-timestamp': '' }, 'timestamp_missing'],
  ['a timestamp in words', { ...headers, 'webhook-timestamp': 'now' }, 'timestamp_malformed'],
  ['another version', { ...headers, 'webhook-signature': 'v2,abc' }, 'signature_malformed'],
  ['another id', { ...headers, 'webhook-id': 'msg_2' }, 'signature_mismatch'],
  ['another time', { ...headers, 'webhook-timestamp': String(TIME + 1) }, 'signature_mismatch'],
])('refuses %s', (_name, sent, code) => {
  expect(verify(sent)).toBe(code);
});

test('refuses another body, another secret, and no secret', () => {
  expect(verify(headers, Buffer.from('{}'))).toBe('signature_mismatch');
  expect(verify(headers, BODY, ['whsec_b3RoZXI='])).toBe('signature_mismatch');
  expect(verify(headers, BODY, [])).toBe('credential_missing');
  expect(verify(headers, BODY, ['whsec_'])).toBe('credential_missing');
});

test('refuses what is more than five minutes old or ahead', () => {
  for (const [lag, outcome] of [
    [TOLERANCE_SECONDS, 'accepted 0'],
    [-TOLERANCE_SECONDS, 'accepted 0'],
    [TOLERANCE_SECONDS + 1, 'timestamp_out_of_tolerance'],
    [-TOLERANCE_SECONDS - 1, 'timestamp_out_of_tolerance'],
  ] as const) {
    expect(verify(headers, BODY, [SECRET], TIME + lag)).toBe(outcome);
  }
});
