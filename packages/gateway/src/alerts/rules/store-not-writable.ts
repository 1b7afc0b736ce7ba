import { type AlertRule, gatewayObject } from '../rule.ts';
import { tame } from '../text.ts';

/** Nothing can be stored: providers are answered 503, and try again later. See `../store-failure.ts`. */
export const storeNotWritable: AlertRule = {
  title: 'Nothing can be stored',
  description:
    'The database has taken no writes for as long. Only channels for people are sent this at once: an event cannot be stored.',
  about: 'gateway',
  unit: 'minutes',
  threshold: 1,
  everyMs: 60_000,
  find: async (look) => {
    try {
      await look.store.check();
      return { findings: [] };
    } catch (error) {
      const why = error instanceof Error ? error.message : '';
      return {
        findings: [
          {
            object: gatewayObject(look),
            since: look.now,
            explanation: `Events are refused, and providers send them again later. ${tame(why, 300)}`,
            action: 'Look at the disk and the database.',
            command: 'signal-hooks doctor',
          },
        ],
      };
    }
  },
};
