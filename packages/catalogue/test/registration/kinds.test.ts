import { apiOf, networkWords, PRESETS, PROVIDERS } from '@signal-hooks/catalogue';

const { siggnal, signals, sigsentry, salesiq } = PROVIDERS;

test('every question has an answer for both kinds', () => {
  expect(siggnal.registration).toMatchObject({
    kind: 'by-hand',
    api: null,
    settings: [],
    secretFrom: 'user',
    canRenew: false,
    hasChoiceOfEvents: false,
    defaultEvents: ['signal'],
  });
  expect(signals.registration).toMatchObject({
    kind: 'api',
    secretFrom: 'registration',
    secretNeedsUrl: false,
    canRenew: false,
    hasChoiceOfEvents: true,
    defaultEvents: Object.keys(signals.events),
  });
  expect(PRESETS.slack.registration).toMatchObject({
    secretFrom: 'provider',
    secretNeedsUrl: false,
  });
  expect(PRESETS.stripe.registration).toMatchObject({
    secretFrom: 'provider',
    secretNeedsUrl: true,
  });
  expect(sigsentry.registration).toMatchObject({ canRenew: true, hasChoiceOfEvents: false });
  // Administration events need a webhook of their own.
  expect(salesiq.registration.defaultEvents).toContain('visitor.updated');
  expect(salesiq.registration.defaultEvents).not.toContain('operator.created');
});

test('only a provider with an API has one', () => {
  expect(apiOf(signals)).toBe(signals.registration.api);
  expect(() => apiOf(siggnal)).toThrow('siggnal has no API for webhooks');
});

test.each([
  [{ code: 'ECONNREFUSED' }, 'nothing answers at its address'],
  [{ message: 'wrapped', cause: { cause: { code: 'EPIPE' } } }, 'the connection broke'],
  [new DOMException('', 'TimeoutError'), 'it did not answer in time'],
  [{ code: 'EWHAT' }, undefined],
  [{ code: 'constructor' }, undefined],
  [new Error('x'), undefined],
  [null, undefined],
])('why no answer came: %j', (error, words) => {
  expect(networkWords(error)).toBe(words);
});
