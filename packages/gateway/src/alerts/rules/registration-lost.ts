import { type AlertRule, type Finding, type Found, HOUR_MS, type Look } from '../rule.ts';

/** Providers that are asked at once. */
const AT_ONCE = 4;

/** Whether a source is still registered at its provider; null: the provider did not say. */
async function look({ sources, now }: Look, id: string, name: string): Promise<Finding[] | null> {
  try {
    const { registration } = await sources.status(id);
    if (registration !== null && registration.active !== false) return [];
    const lost =
      registration === null ? 'does not know this source any more' : 'has switched it off';
    return [
      {
        object: { kind: 'source', id, name },
        since: now,
        explanation: `Its provider ${lost}: nothing is sent.`,
        action: 'Register it anew; what the provider sent meanwhile it may be able to send again.',
        command: `signal-hooks source register ${id}`,
      },
    ];
  } catch {
    return null;
  }
}

/** A registration that this gateway made is gone at the provider, or switched off there. */
export const registrationLost: AlertRule = {
  title: 'A registration is lost',
  description:
    'A provider no longer knows a webhook that was registered there, or has switched it off.',
  about: 'source',
  unit: null,
  threshold: null,
  everyMs: HOUR_MS / 4,
  find: async (given): Promise<Found> => {
    const waiting = given.directory
      .sources()
      .map(({ source }) => source)
      .filter(({ registrationId }) => registrationId !== null);
    const findings: Finding[] = [];
    const unsure: string[] = [];
    const work = async (): Promise<void> => {
      for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
        const found = await look(given, next.id, next.name);
        if (found === null) unsure.push(next.id);
        else findings.push(...found);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    return { findings, unsure };
  },
};
