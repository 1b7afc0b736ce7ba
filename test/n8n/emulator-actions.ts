import { PROVIDERS, type ProviderId, type SigningKey } from '@signal-hooks/catalogue';
import type { Delivery, FireOptions, Hook } from '@signal-hooks/emulator';
import {
  goldenPayload,
  goldenSample,
  readGolden,
  wholeRecord,
} from '../../packages/catalogue/test/support/golden.ts';
import { fillScreen } from '../support/screens.ts';
import type { Fixture } from './fixture.ts';
import type { Answer, Fields, Registration, TriggerCase } from './trigger-case.ts';

type EmulatorActions = Pick<
  TriggerCase,
  'registerByHand' | 'registrations' | 'send' | 'cells' | 'sendTwice' | 'sendForged' | 'request'
>;

/**
 * How the emulator brings the events of a provider to a node, and what must come of them by the
 * provider's golden file.
 * @param readRequested reads what a registration asks for, out of the provider's own API
 */
export function emulatorActions(
  provider: ProviderId,
  eventType: string,
  readRequested: (fixture: Fixture, hook: Hook) => Promise<Fields> = async () => ({}),
): EmulatorActions {
  const fire = async (fixture: Fixture, url: string, how: FireOptions = {}): Promise<Delivery> =>
    fireAt(fixture, provider, url, eventType, how);
  const payload = goldenPayload(PROVIDERS[provider], eventType);
  return {
    ...(PROVIDERS[provider].registration.kind === 'by-hand' && {
      registerByHand: async ({ emulator }, url) => {
        await fillScreen(emulator, provider, url);
      },
    }),
    registrations: (fixture, url) =>
      Promise.all(
        hooksAt(fixture, provider, url).map(
          async (hook): Promise<Registration> => ({
            id: hook.id,
            active: hook.active,
            requested: await readRequested(fixture, hook),
          }),
        ),
      ),
    send: async (fixture, url) => answersOf(await fire(fixture, url, { payload })),
    cells: cellsOf(provider, eventType),
    request: requestOf(provider),
    async sendTwice(fixture, url) {
      const { attempts } = await fire(fixture, url, { faults: { loseAnswer: true } });
      const outcomes = attempts.map(({ failure, status }) => failure ?? status);
      expect(outcomes).toEqual(['answer_lost', 200]);
    },
    sendForged: async (fixture, url, forgery) =>
      answersOf(await fire(fixture, url, { faults: { [forgery]: true }, retry: false })),
  };
}

/**
 * All cells of the golden sample of an event type but the times, which providers may write anew, and
 * the source, which only a gateway has.
 */
function cellsOf(provider: ProviderId, eventType: string): Fields {
  const { cells } = goldenSample(provider, eventType);
  const added = { provider, event_type: eventType };
  const { event_id, source_id, source_name, occurred_at, received_at, ...rest } = wholeRecord(
    provider,
    { ...added, ...cells },
  );
  return rest;
}

/** The first golden request: its body, and what must come of it. */
function requestOf(provider: ProviderId): { readonly body: string; readonly cells: Fields } {
  const [request] = readGolden(provider).requests;
  if (request === undefined) throw new Error(`${provider} has no golden request`);
  return { body: request.body, cells: { event_type: request.event_type, ...request.record } };
}

/** One event happens at a provider, for one URL. @returns what became of it, at its end */
export function fireAt(
  fixture: Fixture,
  provider: ProviderId,
  url: string,
  eventType: string,
  how: FireOptions = {},
): Promise<Delivery> {
  const hookId = hookAt(fixture, provider, url).id;
  const [delivery] = fixture.emulator.fire(provider, eventType, { hookId, ...how });
  if (delivery === undefined) throw new Error(`${provider} sends nothing to ${url}`);
  return delivery.done;
}

/** What a provider signs the requests to a node with. */
export const keyAt = (fixture: Fixture, provider: ProviderId, url: string): SigningKey =>
  hookAt(fixture, provider, url).key();

/** The only hook of a provider that leads to a URL. */
export function hookAt(fixture: Fixture, provider: ProviderId, url: string): Hook {
  const [hook, ...others] = hooksAt(fixture, provider, url);
  if (hook !== undefined && others.length === 0) return hook;
  throw new Error(`${provider} has ${hook === undefined ? 'no hook' : 'several hooks'} at ${url}`);
}

/** What a provider has registered for a URL. */
export const hooksAt = (fixture: Fixture, provider: ProviderId, url: string): Hook[] =>
  fixture.emulator.hooks(provider).filter((hook) => hook.url === url);

/** The answer to each attempt. */
export const answersOf = ({ attempts }: Delivery): Answer[] =>
  attempts.map(({ status, detail }) => ({ status, body: detail }));
