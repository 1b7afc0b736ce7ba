/** A message as it is shown, and the tags in it, in their order. */
export interface ShownHtml {
  readonly text: string;
  readonly tags: readonly string[];
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' };
/** A tag, or what begins one without ending it, or an entity. */
const PART = /<(\/?)([a-z][a-z0-9-]*)(?:\s[^<>]*)?\/?>|<|&(\w+);/gi;
/** These have no end tag. */
const EMPTY: ReadonlySet<string> = new Set(['br', 'img', 'hr']);

/**
 * Reads the HTML of a message.
 * @throws {Error} if a tag is not whole, or is not closed in its turn
 */
export function readHtml(html: string): ShownHtml {
  const tags: string[] = [];
  const open: string[] = [];
  const text = html.replace(PART, (part, slash: string, tag?: string, entity?: string) => {
    if (entity !== undefined) return ENTITIES[entity] ?? part;
    if (tag === undefined) throw new Error('Unexpected "<"');
    if (slash === '/') {
      if (open.pop() !== tag) throw new Error(`Unmatched end tag "${tag}"`);
      return '';
    }
    tags.push(tag);
    if (!EMPTY.has(tag)) open.push(tag);
    return tag === 'br' ? '\n' : '';
  });
  if (open.length > 0)
    throw new Error(`Can't find end tag corresponding to start tag "${open[0]}"`);
  return { text, tags };
}
