import type { Logger } from '../log.ts';
import type { FoundByRule } from './compare.ts';
import type { Found, Look } from './rule.ts';
import type { SetRule } from './settings.ts';

/** What a rule has found, and when it looked, by the clock that nobody sets. */
interface Kept {
  readonly at: number;
  readonly threshold: number | null;
  readonly found: Found;
}

/** Lets every rule look as often as it wants to; in between, what it found last holds. */
export class Looks {
  readonly #log: Pick<Logger, 'warn'>;
  readonly #elapsed: () => number;
  readonly #kept = new Map<string, Kept>();

  /** @param elapsed milliseconds by a clock that nobody sets */
  constructor(log: Pick<Logger, 'warn'>, elapsed: () => number) {
    this.#log = log;
    this.#elapsed = elapsed;
  }

  /** Lets the rules look that are on; one whose look fails holds up no other. */
  async take(rules: readonly SetRule[], look: Look): Promise<FoundByRule> {
    const on = rules.filter(({ row }) => row.isOn);
    const found = await Promise.all(
      on.map(async (each) => [each.row.id, await this.#one(each, look)] as const),
    );
    return new Map(found);
  }

  async #one({ rule, row: { id, threshold: given } }: SetRule, look: Look): Promise<Found | null> {
    const threshold = given ?? rule.threshold;
    const at = this.#elapsed();
    const kept = this.#kept.get(id);
    if (kept !== undefined && kept.threshold === threshold && at - kept.at < rule.everyMs) {
      return kept.found;
    }
    try {
      const found = await rule.find(look, threshold);
      this.#kept.set(id, { at, threshold, found });
      return found;
    } catch (error) {
      this.#kept.delete(id);
      this.#log.warn({ rule: id, err: error }, 'an alert rule could not look');
      return null;
    }
  }
}
