import type { ProviderId, SigningKey } from '@signal-hooks/catalogue';
import type { Delivery, FireOptions, Hook } from '@signal-hooks/emulator';
import type { Stage } from './stage.ts';
import type { Answer, Fields, Registration, TriggerCase } from './trigger-case.ts';

type Played = Pick<TriggerCase, 'registrations' | 'send' | 'sendTwice' | 'sendForged'>;

/**
 * How the emulator brings the events of a provider to a node.
 * @param wanted reads what a registration asks for, out of the provider's own API
 */
export function played(
  provider: ProviderId,
  eventType: string,
  wanted: (stage: Stage, hook: Hook) => Promise<Fields> = async () => ({}),
): Played {
  return {
    registrations: (stage, url) =>
      Promise.all(
        hooksAt(stage, provider, url).map(
          async (hook): Promise<Registration> => ({
            id: hook.id,
            active: hook.active,
            wanted: await wanted(stage, hook),
          }),
        ),
      ),
    send: async (stage, url) => answersOf(await fireAt(stage, provider, url, eventType)),
    async sendTwice(stage, url) {
      const { attempts } = await fireAt(stage, provider, url, eventType, {
        faults: { loseAnswer: true },
      });
      const outcomes = attempts.map(({ failure, status }) => failure ?? status);
      expect(outcomes).toEqual(['answer_lost', 200]);
    },
    sendForged: async (stage, url, forgery) =>
      answersOf(
        await fireAt(stage, provider, url, eventType, {
          faults: { [forgery]: true },
          retry: false,
        }),
      ),
  };
}

/** One event happens at a provider, for one URL. @returns what became of it, at its end */
export function fireAt(
  stage: Stage,
  provider: ProviderId,
  url: string,
  eventType: string,
  how: FireOptions = {},
): Promise<Delivery> {
  const hookId = hookAt(stage, provider, url).id;
  const [delivery] = stage.emulator.fire(provider, eventType, { hookId, ...how });
  if (delivery === undefined) throw new Error(`${provider} sends nothing to ${url}`);
  return delivery.done;
}

/** What a provider signs the requests to a node with. */
export const keyAt = (stage: Stage, provider: ProviderId, url: string): SigningKey =>
  hookAt(stage, provider, url).key();

/** The only hook of a provider that leads to a URL. */
export function hookAt(stage: Stage, provider: ProviderId, url: string): Hook {
  const [hook, ...others] = hooksAt(stage, provider, url);
  if (hook !== undefined && others.length === 0) return hook;
  throw new Error(`${provider} has ${hook === undefined ? 'no hook' : 'several hooks'} at ${url}`);
}

/** What a provider has registered for a URL. */
export const hooksAt = (stage: Stage, provider: ProviderId, url: string): Hook[] =>
  stage.emulator.hooks(provider).filter((hook) => hook.url === url);

/** The answer to each attempt. */
export const answersOf = ({ attempts }: Delivery): Answer[] =>
  attempts.map(({ status, detail }) => ({ status, body: detail }));
