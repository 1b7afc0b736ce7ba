import { plainText } from './names.ts';

/** Longest path in a note, and most of them for one reason. */
const MAX_SHOWN = 60;
const MAX_PATHS = 8;

type Reasons = Map<string, { readonly paths: string[]; count: number }>;

/** Collects what a definition does not have, by the reason. */
export class LeftOut {
  readonly #reasons: Reasons;
  readonly #place: string;

  constructor(place = '', reasons: Reasons = new Map()) {
    this.#place = place;
    this.#reasons = reasons;
  }

  /** The same, for the rows of a list. */
  within(path: string): LeftOut {
    return new LeftOut(`${this.#place}${path}[].`, this.#reasons);
  }

  add(reason: string, path: string): void {
    const entry = this.#reasons.get(reason) ?? { paths: [], count: 0 };
    entry.count += 1;
    if (entry.paths.length < MAX_PATHS) entry.paths.push(plainText(this.#place + path, MAX_SHOWN));
    this.#reasons.set(reason, entry);
  }

  /** One sentence a reason. */
  notes(): string[] {
    return [...this.#reasons].map(([reason, { paths, count }]) => {
      const more = count > paths.length ? ` and ${count - paths.length} more` : '';
      return `Left out (${reason}): ${paths.join(', ')}${more}. They are in raw.`;
    });
  }
}
