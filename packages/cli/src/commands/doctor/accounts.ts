import { type KnownSource, LATE_MINUTES, sourceState } from '@signal-hooks/gateway';
import { tame } from '../../terminal.ts';
import { attention, broken, type Check, type Finding, fine, messageOf } from './finding.ts';

const DAY_MS = 86_400_000;
/** A token that ends within this time is worth a word. */
const SOON_DAYS = 30;
const LATE_MS = LATE_MINUTES * 60_000;

const ALL = { cursor: null, limit: Number.POSITIVE_INFINITY } as const;

/** Whether each source can take requests, and is still registered at its provider. */
export const checkSources: Check = async ({ services }) => {
  const { items } = await services.sources.list({ provider: null }, ALL);
  if (items.length === 0) {
    return [attention('sources', 'There is none yet: signal-hooks source add siggnal')];
  }
  return Promise.all(items.map((known) => checkSource(services, known)));
};

async function checkSource(
  services: Parameters<Check>[0]['services'],
  known: KnownSource,
): Promise<Finding> {
  const { id, name, lastEventAt, registrationId } = known.source;
  const what = `source ${tame(name, 30)}`;
  if ('problem' in known) return broken(what, `It takes no requests. ${tame(known.problem, 400)}`);
  const state = sourceState(known);
  if (state === 'waiting_for_secret') {
    return broken(
      what,
      `It refuses everything until it has a secret: signal-hooks source secret ${id}`,
    );
  }
  if (state === 'waiting_for_registration') {
    return broken(
      what,
      `Its provider does not know it yet: signal-hooks source register ${id} --set …`,
    );
  }
  if (registrationId !== null) {
    const lost = await lostRegistration(services, id);
    if (lost !== null) return broken(what, lost);
  }
  const last =
    lastEventAt === null
      ? 'nothing has come yet'
      : `last event ${new Date(lastEventAt).toISOString()}`;
  return fine(what, `Ready; ${last}.`);
}

/** Why a registration does not work; null if it does. */
async function lostRegistration(
  services: Parameters<Check>[0]['services'],
  id: string,
): Promise<string | null> {
  const todo = `Bring it back: signal-hooks source register ${id}`;
  try {
    const { registration } = await services.sources.status(id);
    if (registration === null) return `Its provider does not know it any more. ${todo}`;
    return registration.active === false ? `Its provider has switched it off. ${todo}` : null;
  } catch (error) {
    return `Its provider could not be asked. ${messageOf(error)}`;
  }
}

/** Whether subscribers take what is sent to them. */
export const checkSubscriptions: Check = async ({ directory, store, clock }) => {
  const late = new Map(
    (await store.deliveries.dueSubscriptions(clock.now())).map(({ id, at }) => [id, at]),
  );
  const unusable = directory
    .unusableSubscriptions()
    .filter(({ subscription }) => subscription.status !== 'ended')
    .map(({ subscription, problem }) =>
      broken(`subscription ${nameOf(subscription)}`, tame(problem, 400)),
    );
  const found = directory
    .subscriptions()
    .filter(({ subscription }) => subscription.status !== 'ended')
    .map(({ subscription }): Finding => {
      const { id, status, statusReason, failingSince } = subscription;
      const what = `subscription ${nameOf(subscription)}`;
      if (status === 'disabled') {
        const todo = `When its receiver is well again: signal-hooks subscriptions recover ${id}`;
        return broken(what, `Disabled. ${tame(statusReason ?? '', 300)} ${todo}`);
      }
      if (status === 'paused') {
        return attention(
          what,
          `Paused: its events are kept. signal-hooks subscriptions resume ${id}`,
        );
      }
      if (failingSince !== null) {
        const since = new Date(failingSince).toISOString();
        return attention(
          what,
          `Failing since ${since}. signal-hooks deliveries list --subscription ${id} --status pending`,
        );
      }
      const dueAt = late.get(id);
      if (dueAt !== undefined && clock.now() - dueAt > LATE_MS) {
        const minutes = Math.round((clock.now() - dueAt) / 60_000);
        return attention(
          what,
          `Its oldest delivery has been due for ${minutes} minutes. Is the gateway running, and is its receiver quick enough?`,
        );
      }
      return fine(what, 'Takes what it is sent.');
    });
  if (unusable.length + found.length === 0) {
    return [attention('subscriptions', 'There is none yet: signal-hooks subscribe https://…')];
  }
  return [...unusable, ...found];
};

const nameOf = ({ id, name }: { readonly id: string; readonly name: string }): string =>
  tame(name, 30) || id;

/** Tokens that end soon: a platform then cannot subscribe any more. */
export const checkTokens: Check = async ({ services, clock }) => {
  return (await services.tokens.list()).flatMap(({ name, expiresAt, revokedAt }) => {
    if (revokedAt !== null || expiresAt === null) return [];
    const days = Math.floor((expiresAt - clock.now()) / DAY_MS);
    if (days < -SOON_DAYS || days > SOON_DAYS) return [];
    const when = days < 0 ? `Expired ${-days} days ago.` : `Expires in ${days} days.`;
    return [
      attention(
        `token ${tame(name, 30)}`,
        `${when} Make another one where it is used: signal-hooks token create`,
      ),
    ];
  });
};
