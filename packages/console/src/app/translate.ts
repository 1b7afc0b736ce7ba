/** What others say in English, and how it is said in another language; `{}` is a place for any text. */
export type Phrases = Readonly<Record<string, string>>;

/** Translates a text; null where it does not know one of its sentences. */
type Translate = (text: string) => string | null;

interface Pattern {
  /** What is before, between and after the places. */
  readonly parts: readonly string[];
  readonly translated: string;
}

const PLACE = '{}';
/** What is in a place may hold phrases again: so often at most. */
const MOST_DEEP = 2;

/**
 * Makes what translates whole phrases, and texts of several sentences. What is in a place is
 * translated too where it is a phrase, and kept as it is where not.
 */
export function createTranslate(phrases: Phrases): Translate {
  const patterns = Object.entries(phrases)
    .filter(([said]) => said.includes(PLACE))
    // The one with the most words of its own fits best.
    .sort(([one], [other]) => wordsIn(other) - wordsIn(one))
    .map(([said, translated]): Pattern => ({ parts: said.split(PLACE), translated }));
  const whole = (text: string, depth: number): string | null => {
    if (Object.hasOwn(phrases, text)) return phrases[text] ?? null;
    for (const { parts, translated } of patterns) {
      const found = placesIn(text, parts);
      if (found === null) continue;
      let at = 0;
      return translated.replaceAll(PLACE, () => {
        const place = found[at++] ?? '';
        return depth < MOST_DEEP ? (all(place, depth + 1) ?? place) : place;
      });
    }
    return null;
  };
  const all = (text: string, depth: number): string | null => {
    const known = whole(text, depth);
    if (known !== null) return known;
    const sentences = text.split(/(?<=[.!?]) +(?=[A-Z“])/);
    if (sentences.length === 1) return null;
    const translated = sentences.map((sentence) => whole(sentence.trim(), depth));
    return translated.every((each) => each !== null) ? translated.join(' ') : null;
  };
  return (text) => all(text.trim(), 0);
}

const wordsIn = (said: string): number => said.replaceAll(PLACE, '').length;

/** What is in the places of a pattern, each as short as it can be; null if it does not fit. */
function placesIn(text: string, parts: readonly string[]): readonly string[] | null {
  const [first = '', ...others] = parts;
  const last = others.pop() ?? '';
  if (!text.startsWith(first) || !text.endsWith(last)) return null;
  const places: string[] = [];
  let from = first.length;
  for (const part of others) {
    const at = text.indexOf(part, from);
    if (at === -1) return null;
    places.push(text.slice(from, at));
    from = at + part.length;
  }
  if (from > text.length - last.length) return null;
  return [...places, text.slice(from, text.length - last.length)];
}
