import { createHmac } from 'node:crypto';
import {
  signReplayMark,
  signTestMark,
  verifyReplayMark,
  verifyTestMark,
} from '../../src/signature/delivery-mark.ts';

const KEY = Buffer.alloc(32, 7);
const SECRET = `whsec_${KEY.toString('base64')}`;
const NOW = 1_777_127_400;

const mac = (content: string): string =>
  `v1,${createHmac('sha256', KEY).update(content).digest('base64')}`;
const delivery = { 'webhook-id': 'evt_1', 'webhook-timestamp': String(NOW) };

test('marks sign what they say, with the delivery they belong to', () => {
  expect(signReplayMark('evt_1', NOW, [SECRET], 1_777_127_399_000)).toEqual({
    ...delivery,
    'signal-hooks-replayed-at': '1777127399000',
    'signal-hooks-replay-signature': mac(`evt_1.${NOW}.replayed-at:1777127399000`),
  });
  expect(signTestMark('evt_1', NOW, [SECRET])).toEqual({
    ...delivery,
    'signal-hooks-test': 'true',
    'signal-hooks-test-signature': mac(`evt_1.${NOW}.test`),
  });
});

test('a mark is read with its own signature', () => {
  const replayed = {
    ...delivery,
    'signal-hooks-replayed-at': '1777127399000',
    'signal-hooks-replay-signature': mac(`evt_1.${NOW}.replayed-at:1777127399000`),
  };
  expect(verifyReplayMark([SECRET], replayed, NOW)).toBe(1_777_127_399_000);
  const tried = { ...delivery, 'signal-hooks-test-signature': mac(`evt_1.${NOW}.test`) };
  expect(verifyTestMark([SECRET], tried, NOW)).toBe(true);
});

test.each([
  ['none', {}],
  ['of another delivery', { 'signal-hooks-test-signature': mac(`evt_2.${NOW}.test`) }],
  ['the replay’s', { 'signal-hooks-test-signature': mac(`evt_1.${NOW}.replayed-at:1`) }],
  ['only claimed', { 'signal-hooks-test': 'true' }],
])('no test: %s', (_what, headers) => {
  expect(verifyTestMark([SECRET], { ...delivery, ...headers }, NOW)).toBe(false);
});

test.each([
  ['none', {}],
  ['another time than signed', { 'signal-hooks-replayed-at': '1777127399001' }],
  ['no time', { 'signal-hooks-replayed-at': 'now' }],
])('no replay: %s', (_what, headers) => {
  const signature = mac(`evt_1.${NOW}.replayed-at:1777127399000`);
  const sent = { ...delivery, 'signal-hooks-replay-signature': signature, ...headers };
  expect(verifyReplayMark([SECRET], sent, NOW)).toBeNull();
});

test('a mark that is too old counts as none, unless more is tolerated', () => {
  const tried = { ...delivery, 'signal-hooks-test-signature': mac(`evt_1.${NOW}.test`) };
  expect(verifyTestMark([SECRET], tried, NOW + 301)).toBe(false);
  expect(verifyTestMark([SECRET], tried, NOW + 301, 3600)).toBe(true);
});
