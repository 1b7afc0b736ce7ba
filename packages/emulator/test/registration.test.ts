import {
  type ApiRegistration,
  apiOf,
  type Credentials,
  createReceiver,
  PROVIDERS,
  ProviderApiError,
  type ProviderId,
  type Registered,
  type RegistrationTarget,
  register,
  type Settings,
} from '@signal-hooks/catalogue';
import type { Emulator, EmulatorOptions } from '../src/index.ts';
import { caller } from './support/call.ts';
import { useEmulator } from './support/fixture.ts';
import type { Receiver } from './support/receiver.ts';
import { converseOverHttp } from './support/register.ts';

const open = useEmulator();

interface Case {
  readonly id: ProviderId;
  readonly events: readonly string[];
  /** Somebody switches the registration off at the provider. */
  readonly disable: (emulator: Emulator, hook: string, headers: Record<string, string>) => unknown;
}

const api = (id: ProviderId): ApiRegistration => apiOf(PROVIDERS[id]);

const CASES: readonly Case[] = [
  {
    id: 'signals',
    events: ['user.created', 'role.deleted'],
    disable: ({ url }, hook, headers) =>
      caller(`${url}/signals/api/v1/webhooks`, headers)('PUT', `/${hook}`, { is_active: false }),
  },
  {
    id: 'sigsentry',
    events: ['analysis.complete'],
    disable: ({ url }, hook, headers) =>
      caller(`${url}/sigsentry/v1/config/notifications`, headers)('PUT', `/${hook}`, {
        isActive: false,
      }),
  },
  {
    id: 'salesiq',
    events: ['conversation.created', 'conversation.missed'],
    disable: ({ url }, hook, headers) =>
      caller(`${url}/salesiq/api/v2/emulated/webhooks`, headers)('PUT', `/${hook}`, {
        status: 'disabled',
      }),
  },
];

async function setUp(id: ProviderId, events: readonly string[], options?: EmulatorOptions) {
  const { emulator, receiver } = await open(options);
  const settings = emulator.settings(id);
  const target: RegistrationTarget = {
    url: receiver.url,
    name: 'A source',
    events,
    newSecret: 'ab'.repeat(32),
  };
  const headers = await converseOverHttp(api(id).authenticate(settings));
  const run = (known: Registered | null, more: Partial<RegistrationTarget> = {}) =>
    converseOverHttp(register(api(id), settings, { ...target, ...more }, known), headers);
  return { emulator, receiver, settings, headers, run };
}

/** Fires an event and tells whether the credentials verify what came in. */
async function arrives(
  { emulator, receiver }: { emulator: Emulator; receiver: Receiver },
  { id, events }: Case,
  credentials: Credentials,
): Promise<string> {
  const deliveries = emulator.fire(id, events[0] ?? '');
  if (deliveries.length !== 1) return `${deliveries.length} deliveries`;
  await deliveries[0]?.done;
  const request = receiver.posts.at(-1);
  if (request === undefined) return 'nothing came';
  const received = createReceiver(PROVIDERS[id], credentials)(request, 0);
  return received.ok ? (received.events[0]?.type ?? '') : received.code;
}

test.each(Object.values(PROVIDERS).filter(({ registration }) => registration.api !== null))(
  'there is a case for $name',
  ({ id }) => {
    if (CASES.some((one) => one.id === id)) return;
    throw new Error(
      `add ${id} to CASES: its events, and how somebody switches a webhook off there`,
    );
  },
);

describe.each(CASES)('the catalogue’s registration at $id', (one) => {
  const { id, events, disable } = one;

  test('the first time creates, the second adopts', async () => {
    const fixture = await setUp(id, events);
    const first = await fixture.run(null);
    expect(await arrives(fixture, one, first.credentials)).toBe(events[0]);
    const second = await fixture.run(first);
    expect(second).toEqual(first);
    expect(fixture.emulator.hooks(id)).toHaveLength(1);
  });

  test('a disabled one is switched on again', async () => {
    const fixture = await setUp(id, events);
    const first = await fixture.run(null);
    await disable(fixture.emulator, first.id, fixture.headers);
    expect(await arrives(fixture, one, first.credentials)).toBe('0 deliveries');
    const again = await fixture.run(first);
    expect(again).toEqual(first);
    expect(await arrives(fixture, one, again.credentials)).toBe(events[0]);
  });

  test('lost credentials are renewed, or the registration is made anew', async () => {
    const fixture = await setUp(id, events);
    await fixture.run(null);
    const renewed = await fixture.run(null, { newSecret: 'cd'.repeat(32) });
    expect(fixture.emulator.hooks(id)).toHaveLength(1);
    expect(await arrives(fixture, one, renewed.credentials)).toBe(events[0]);
  });

  test('one made anew by somebody else gets new credentials: those held do not fit it', async () => {
    const fixture = await setUp(id, events);
    const first = await fixture.run(null);
    await converseOverHttp(api(id).remove(fixture.settings, first.id), fixture.headers);
    const theirs = await fixture.run(null, { newSecret: 'cd'.repeat(32) });
    expect(theirs.id).not.toBe(first.id);
    const mine = await fixture.run(first, { newSecret: 'ef'.repeat(32) });
    expect(fixture.emulator.hooks(id)).toHaveLength(1);
    expect(await arrives(fixture, one, mine.credentials)).toBe(events[0]);
  });

  test('it can be removed, twice', async () => {
    const fixture = await setUp(id, events);
    const { id: hook } = await fixture.run(null);
    await converseOverHttp(api(id).remove(fixture.settings, hook), fixture.headers);
    await converseOverHttp(api(id).remove(fixture.settings, hook), fixture.headers);
    expect(fixture.emulator.hooks(id)).toEqual([]);
  });

  test('wrong credentials are told as such', async () => {
    const { settings, run } = await setUp(id, events);
    await run(null);
    const wrong = Object.fromEntries(
      Object.entries(settings).map(([key, value]) => [
        key,
        value.startsWith('http') || key === 'screen_name' || key === 'client_id' ? value : 'wrong',
      ]),
    ) as Settings;
    const attempt = async () => {
      const headers = await converseOverHttp(api(id).authenticate(wrong));
      await converseOverHttp(api(id).remove(wrong, '1'), headers);
    };
    await expect(attempt()).rejects.toMatchObject({ code: 'provider_unauthorized' });
  });
});

test('SALESIQ’s HEAD probe that fails is told as invalid', async () => {
  const { receiver, run } = await setUp('salesiq', ['conversation.created']);
  receiver.onHead = 404;
  await expect(run(null)).rejects.toThrow(ProviderApiError);
  await expect(run(null)).rejects.toMatchObject({ code: 'provider_invalid' });
});

test('SalesIQ’s keys are adopted from PEM as from bare base64', async () => {
  const events = ['operator.created'];
  const fixture = await setUp('salesiq', events, { salesiqKeyFormat: 'pem' });
  const { credentials } = await fixture.run(null);
  const one = { ...(CASES[2] as Case), events };
  expect(await arrives(fixture, one, credentials)).toBe('operator.created');
});

test('SigSentry’s auth header is sent and checked', async () => {
  const fixture = await setUp('sigsentry', ['analysis.complete']);
  const settings = { ...fixture.settings, auth_header: 'Bearer mine', severity_threshold: 'info' };
  const { url } = fixture.receiver;
  const target = { url, name: 'n', events: [], newSecret: 'ef'.repeat(32) };
  const { credentials } = await converseOverHttp(
    register(api('sigsentry'), settings, target, null),
    fixture.headers,
  );
  expect(await arrives(fixture, CASES[1] as Case, credentials)).toBe('analysis.complete');
  expect(fixture.receiver.posts[0]?.headers.authorization).toBe('Bearer mine');
});
