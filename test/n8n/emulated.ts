import type { ProviderId, SigningKey } from '@signal-hooks/catalogue';
import type { Delivery, FireOptions, Hook } from '@signal-hooks/emulator';
import type { Fixture } from './fixture.ts';
import type { Answer, Fields, Registration, TriggerCase } from './trigger-case.ts';

type EmulatorActions = Pick<TriggerCase, 'registrations' | 'send' | 'sendTwice' | 'sendForged'>;

/**
 * How the emulator brings the events of a provider to a node.
 * @param wanted reads what a registration asks for, out of the provider's own API
 */
export function played(
  provider: ProviderId,
  eventType: string,
  wanted: (fixture: Fixture, hook: Hook) => Promise<Fields> = async () => ({}),
): EmulatorActions {
  return {
    registrations: (fixture, url) =>
      Promise.all(
        hooksAt(fixture, provider, url).map(
          async (hook): Promise<Registration> => ({
            id: hook.id,
            active: hook.active,
            wanted: await wanted(fixture, hook),
          }),
        ),
      ),
    send: async (fixture, url) => answersOf(await fireAt(fixture, provider, url, eventType)),
    async sendTwice(fixture, url) {
      const { attempts } = await fireAt(fixture, provider, url, eventType, {
        faults: { loseAnswer: true },
      });
      const outcomes = attempts.map(({ failure, status }) => failure ?? status);
      expect(outcomes).toEqual(['answer_lost', 200]);
    },
    sendForged: async (fixture, url, forgery) =>
      answersOf(
        await fireAt(fixture, provider, url, eventType, {
          faults: { [forgery]: true },
          retry: false,
        }),
      ),
  };
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
