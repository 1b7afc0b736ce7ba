import {
  createReceiver,
  createVerifier,
  encodePayload,
  encodeRequest,
  findProvider,
  type Headers,
  type JsonObject,
  PROVIDERS,
  type Provider,
  panelFilters,
  panelRows,
  type ReceivedEvent,
  readEvent,
  recordFields,
  requestHeaders,
  type SampleContext,
  type SampleObject,
  setupInRussian,
  toRecord,
  type Verification,
  type VerifierCredentials,
  type WebhookRequest,
} from '@signal-hooks/catalogue';
import { expectWellFormed, fits } from './support/cells.ts';
import { type KeyPair, makeProviderKeys, type ProviderKeys } from './support/keys.ts';
import { HOSTILE, pathsOf, valueAt, withValue } from './support/mutate.ts';
import { verifyRequest } from './support/verify.ts';

const AT = new Date('2026-04-25T14:30:00.000Z');
const NOW = AT.getTime() / 1000;
const ADDED = { event_id: 'evt_1', received_at: '2026-04-25T14:30:02.000Z' };

/** Where the provider would send it to. */
const URL = 'https://hooks.example.com/in/src_1';

const NO_KEYS: ProviderKeys = { key: {}, credentials: {} };

/** One request as the provider would send it. */
interface Sent extends WebhookRequest {
  readonly headers: Record<string, string>;
}

/** What holds for every preset besides: its signature is proven by `test/foreign`. */
export function describePreset(preset: Provider): void {
  const providerKeys = makeProviderKeys(preset, 'a shared secret of this test');
  describeDefinition(preset);
  describeSamples(preset, providerKeys);
  describePing(preset, providerKeys);
  describeMapping(preset);
}

/**
 * What holds for every provider; run once for each.
 * @param otherKey a public key that nothing here is signed with
 */
export function describeProvider(provider: Provider, pair: KeyPair, otherKey: string): void {
  const providerKeys = makeProviderKeys(provider, 'a shared secret of this test', pair);
  describeDefinition(provider);
  describeSamples(provider, providerKeys);
  describePing(provider, providerKeys);
  describeRefusals(provider, providerKeys, otherKey);
  describeAcceptance(provider, providerKeys, otherKey);
  describeMapping(provider);
}

function samplesOf(provider: Provider): [string, (context: SampleContext) => SampleObject][] {
  const events = Object.entries(provider.events);
  return events.map(([type, { sample }]) => [type, sample]);
}

function send(
  provider: Provider,
  providerKeys: ProviderKeys,
  type: string,
  payload: SampleObject,
  deliveryId: string,
): Sent {
  const body = encodeRequest(provider, payload);
  const event = { type, deliveryId, payload, at: AT, url: URL };
  return { url: URL, body, headers: requestHeaders(provider, event, body, providerKeys.key) };
}

/** The only event of a request. */
function receive(provider: Provider, request: WebhookRequest): ReceivedEvent {
  const received = createReceiver(provider, { unsigned: true })(request, NOW);
  const [event, ...others] = received.ok ? received.events : [];
  if (event === undefined || others.length > 0) throw new Error(JSON.stringify(received));
  return event;
}

const isNumber = (type: string | undefined): boolean => type === 'number' || type === 'integer';

const refusal = (verification: Verification): string =>
  verification.ok ? `accepted by ${verification.by}` : verification.code;

function describeDefinition(provider: Provider): void {
  test('is found under its own id and says who it is', () => {
    expect(findProvider(provider.id)).toBe(provider);
    expect(provider.docs).toMatch(/^https:\/\//);
    expect(provider.description).toMatch(/\.$/);
  });

  test('its setup.md says what to do, step by step', () => {
    const { steps, byHand } = provider.setup;
    expect(steps.length).toBeGreaterThan(0);
    // The command line prints them as they are.
    for (const step of [...steps, ...byHand]) expect(step).toMatch(/^[A-Z][^*`[\]]+\.$/);
    if (provider.registration.kind === 'by-hand') expect(steps).toEqual(byHand);
    else expect(steps).not.toEqual(byHand);
  });

  test('its set-up in Russian, where there is one, has the same steps and places', () => {
    const russian = setupInRussian(provider.id);
    if (russian === null) return;
    const { byApi, byHand } = provider.setup;
    const shapeOf = (steps: readonly string[]): (readonly string[])[] =>
      steps.map((step) => [...step.matchAll(/\{(?:url|secret)\}/g)].map(([place]) => place).sort());
    expect(shapeOf(russian.byApi)).toEqual(shapeOf(byApi));
    expect(shapeOf(russian.byHand)).toEqual(shapeOf(byHand));
    for (const step of [...russian.byApi, ...russian.byHand]) {
      expect(step).toMatch(/^[А-Я](?=.*[а-я])[^*`[\]]+\.$/);
    }
  });

  test('its wording fits into the sentences of the surfaces', () => {
    const { noun, shortName, startsWhen } = provider.wording;
    expect(noun).toMatch(/^[A-Z][A-Za-z ]*$/);
    expect(provider.name).toContain(shortName ?? provider.name);
    expect(startsWhen).toMatch(/^(?!when |triggers ).*[^.]$/i);
  });

  test('its panel speaks of what there is, and names each parameter once', () => {
    const { settings = {} } = provider.panel ?? {};
    const [filters, rows] = [panelFilters(provider), panelRows(provider)];
    const { registration } = provider;
    const types = new Map(recordFields(provider).map(({ key, type }) => [key, type]));
    for (const { field, range } of filters) {
      expect([field, types.has(field)]).toEqual([field, true]);
      expect(
        types.get(field) !== 'list' && (range === undefined || isNumber(types.get(field))),
      ).toBe(true);
    }
    for (const list of Object.keys(rows)) expect([list, types.get(list)]).toEqual([list, 'list']);
    const known = registration.settings.map(({ key }) => key);
    const groups = registration.api?.eventGroups ?? [];
    for (const [key, { group }] of Object.entries(settings)) {
      expect(known).toContain(key);
      if (group !== undefined) expect(groups.map((each) => each.key)).toContain(group);
    }
    const names = [...filters, ...Object.values(settings)].map(({ parameter }) => parameter);
    expect(new Set(names).size).toBe(names.length);
  });

  test('its groups of events hold every event once, the usual ones first', () => {
    const { api, defaultEvents } = provider.registration;
    if (api?.eventGroups === undefined) return;
    expect(defaultEvents).toEqual(api.eventGroups[0]?.events);
    const grouped = api.eventGroups.flatMap(({ events }) => events);
    expect(grouped.sort()).toEqual(Object.keys(provider.events).sort());
  });

  test('every field has a valid key, a label, and a sample of its own type', () => {
    for (const field of provider.fields) {
      const columns = field.type === 'list' ? field.items : [field];
      for (const { key, label, type, sample } of columns) {
        expect(key).toMatch(/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/);
        expect(label).toMatch(/^[A-Z]/);
        expect([key, fits(type, sample) && sample !== null]).toEqual([key, true]);
      }
      expect(field.label).toMatch(/^[A-Z]/);
    }
  });

  test('every event has a label and says what triggers it', () => {
    for (const { label, description } of Object.values(provider.events)) {
      expect(label).toMatch(/^[A-Z]/);
      expect(description).toMatch(/^Triggers when .+\.$/);
    }
  });
}

function describeSamples(provider: Provider, providerKeys: ProviderKeys): void {
  test.each(samplesOf(provider))('the sample of %s signs, verifies and maps', (type, sample) => {
    const payload = sample({ sequence: 1, at: AT });
    const sent = send(provider, providerKeys, type, payload, 'del_1');
    const { signature } = provider;
    expect(createVerifier(signature, providerKeys.credentials)(sent, NOW)).toEqual({
      ok: true,
      by: signature.kind,
      credential: 0,
    });
    const event = receive(provider, sent);
    expect(event.type).toBe(type);
    expect(event.ping).toBe(false);
    const record = toRecord(provider, event, ADDED);
    expectWellFormed(provider, record);
    expect(record).toMatchObject({ ...ADDED, provider: provider.id, event_type: type });
    expect(record.unreadable_fields).toEqual([]);
    expect(record.raw).toBe(event.payload);
  });

  test.each(samplesOf(provider))(
    '%s is recognised on every attempt, and is itself',
    (type, sample) => {
      const keyOf = (sequence: number, attempt: number): string => {
        const payload = sample({ sequence, at: AT });
        const at = new Date(AT.getTime() + attempt * 60_000);
        const sent = provider.wire.perAttempt(payload, attempt, at);
        const request = send(provider, providerKeys, type, sent, `del_${sequence}`);
        return receive(provider, request).identity.key;
      };
      const keys = [1, 2, 3, 4, 5].map((sequence) => keyOf(sequence, 1));
      expect(new Set(keys).size).toBe(5);
      expect([2, 3, 4].map((attempt) => keyOf(1, attempt))).toEqual([keys[0], keys[0], keys[0]]);
    },
  );

  test('samples depend on their context only', () => {
    for (const [, sample] of samplesOf(provider)) {
      const [one, two] = [1, 2].map(() =>
        encodePayload(sample({ sequence: 7, at: AT }), 'compact'),
      );
      expect(one).toEqual(two);
    }
  });

  test('two event types never share an identity', () => {
    const keys = samplesOf(provider).map(([type, sample]) => {
      const payload = sample({ sequence: 1, at: AT });
      return receive(provider, send(provider, providerKeys, type, payload, type)).identity.key;
    });
    expect(new Set(keys).size).toBe(keys.length);
  });
}

function describePing(provider: Provider, providerKeys: ProviderKeys): void {
  const { ping } = provider;
  if (ping === undefined) return;
  test('the ping is recognised', () => {
    const payload = ping.sample({ sequence: 1, at: AT });
    const sent = send(provider, providerKeys, ping.type, payload, 'del_1');
    const verify = createVerifier(provider.signature, providerKeys.credentials);
    expect(verify(sent, NOW).ok).toBe(true);
    const event = receive(provider, sent);
    expect(event).toMatchObject({ type: ping.type, ping: true });
    expectWellFormed(provider, toRecord(provider, event, ADDED));
  });
}

/** A signed request of the provider's first event, and how to check its headers. */
function oneRequest(provider: Provider, providerKeys: ProviderKeys) {
  const payload = samplesOf(provider)[0]?.[1]({ sequence: 1, at: AT }) ?? {};
  const { body, headers } = send(provider, providerKeys, 'any', payload, 'del_1');
  const check = (credentials: VerifierCredentials, sent: Headers = headers): string =>
    refusal(verifyRequest(provider.signature, credentials, body, sent));
  return { body, headers, check };
}

function describeRefusals(provider: Provider, providerKeys: ProviderKeys, otherKey: string): void {
  const { signature } = provider;
  const { body, headers, check } = oneRequest(provider, providerKeys);

  test('refuses a tampered body', () => {
    const tampered = Buffer.from(body);
    tampered[3] = (tampered[3] ?? 0) ^ 1;
    expect(refusal(verifyRequest(signature, providerKeys.credentials, tampered, headers))).toBe(
      'signature_mismatch',
    );
  });

  test('refuses a wrong secret or key', () => {
    const wrong = { secrets: ['another secret'], publicKeys: [otherKey] };
    expect(check(wrong)).toBe('signature_mismatch');
  });

  test('refuses a request without the header, or with an empty one', () => {
    expect(check(providerKeys.credentials, {})).toBe('signature_missing');
    expect(check(providerKeys.credentials, { [signature.header]: '' })).toBe('signature_missing');
    expect(check(providerKeys.credentials, { [signature.header]: ' ' })).toBe('signature_missing');
  });

  test('refuses what is no signature', () => {
    for (const text of ['nonsense!', 'sha256=?', '….', `${headers[signature.header]}, x!`]) {
      expect(check(providerKeys.credentials, { [signature.header]: text })).toBe(
        'signature_malformed',
      );
    }
  });

  test('fails closed without credentials', () => {
    for (const credentials of [
      {},
      { secrets: [], publicKeys: [] },
      { secrets: [''], publicKeys: ['  '] },
      { unsigned: false },
    ]) {
      expect(check(credentials)).toBe('credential_missing');
    }
  });

  test('does not take the signature from another provider’s header', () => {
    const value = headers[signature.header] ?? '';
    for (const other of Object.values(PROVIDERS)) {
      if (other.id === provider.id) continue;
      expect(check(providerKeys.credentials, { [other.signature.header]: value })).toBe(
        'signature_missing',
      );
    }
  });
}

function describeAcceptance(
  provider: Provider,
  providerKeys: ProviderKeys,
  otherKey: string,
): void {
  const { signature } = provider;
  const { body, headers, check } = oneRequest(provider, providerKeys);

  test('finds the header in any case, as a single value or in a list', () => {
    const value = headers[signature.header] ?? '';
    for (const sent of [
      { [signature.header.toUpperCase()]: value },
      { [signature.header]: [value] },
      { [signature.header]: `  ${value} ` },
    ]) {
      expect(check(providerKeys.credentials, sent)).toBe(`accepted by ${signature.kind}`);
    }
  });

  test('accepts several secrets or keys at once and tells which one matched', () => {
    const [old] = providerKeys.credentials.secrets ?? providerKeys.credentials.publicKeys ?? [];
    const held = [signature.isSymmetric ? 'the next secret' : otherKey, old ?? ''];
    const credentials = { secrets: held, publicKeys: held };
    expect(verifyRequest(signature, credentials, body, headers)).toEqual({
      ok: true,
      by: signature.kind,
      credential: 1,
    });
  });

  test('takes unsigned requests only where the user chose so and nothing is held', () => {
    expect(check({ unsigned: true }, {})).toBe('accepted by unsigned');
    expect(check({ ...providerKeys.credentials, unsigned: true }, {})).toBe('signature_missing');
  });

  test('demands the Authorization header besides the signature where one is held', () => {
    const credentials = {
      ...providerKeys.credentials,
      authorization: ['Bearer one', 'Bearer two'],
    };
    expect(check(credentials)).toBe('authorization_missing');
    expect(check(credentials, { ...headers, authorization: 'Bearer x' })).toBe(
      'authorization_mismatch',
    );
    expect(check(credentials, { ...headers, authorization: 'Bearer two' })).toBe(
      `accepted by ${signature.kind}`,
    );
    expect(check(credentials, { authorization: 'Bearer two' })).toBe('signature_missing');
    expect(check({ unsigned: true, authorization: ['Bearer one'] }, {})).toBe(
      'authorization_missing',
    );
  });
}

function describeMapping(provider: Provider): void {
  const payloadOf = (sample: (context: SampleContext) => SampleObject): JsonObject => {
    const payload = sample({ sequence: 1, at: AT });
    return receive(provider, send(provider, NO_KEYS, 'any', payload, 'del_1')).payload;
  };

  test.each(samplesOf(provider))('%s bears hostile values everywhere', (_type, sample) => {
    const payload = payloadOf(sample);
    for (const path of pathsOf(payload)) {
      for (const [name, value] of HOSTILE) {
        const event = readEvent(provider, withValue(payload, path, value), {});
        const record = toRecord(provider, event, ADDED);
        expect([name, typeof event.type, event.type.length <= 100]).toEqual([name, 'string', true]);
        expect(event.identity.key.length).toBeGreaterThan(0);
        expect(event.identity.key.length).toBeLessThanOrEqual(200);
        expectWellFormed(provider, record);
      }
    }
  });

  test('what is no text, number or list is null and named among the unreadable', () => {
    for (const [, sample] of samplesOf(provider)) {
      const payload = payloadOf(sample);
      for (const field of provider.fields) {
        const paths = [field.from].flat().filter((each) => typeof each === 'string');
        const sources = paths.map((path) => path.split('.'));
        const held = sources.find(
          (path) => ![undefined, null, ''].includes(valueAt(payload, path) as never),
        );
        if (held === undefined) continue;
        const event = readEvent(provider, withValue(payload, held, { odd: true }), {});
        const record = toRecord(provider, event, ADDED);
        expect([field.key, record[field.key]]).toEqual([
          field.key,
          field.type === 'list' ? [] : null,
        ]);
        expect(record.unreadable_fields).toContain(field.key);
      }
    }
  });

  test('an empty payload is a record of nulls', () => {
    const record = toRecord(provider, readEvent(provider, {}, {}), ADDED);
    expectWellFormed(provider, record);
    expect(record.unreadable_fields).toEqual([]);
    expect(record.title).toBeNull();
  });
}
