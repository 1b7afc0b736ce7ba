/** Longest key that is proposed: the schema's. */
const MAX_KEY = 60;
const MAX_LABEL = 60;

/** Words that are written in capitals. */
const CAPITALS = new Map(
  'API CC CRM CSS CSV EU GMT HTML HTTP IBAN ID INN IP ISO JSON PDF SKU SMS SSN UI URI URL US UTC UTM UUID VAT XML ZIP'
    .split(' ')
    .map((word) => [word.toLowerCase(), word]),
);

/** Letters that are no others with marks. */
const LATIN: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  Æ: 'Ae',
  Ø: 'O',
  Ł: 'L',
  Đ: 'D',
};

/**
 * Words of a name, joined by underscores: `createdAt` → `created_at`, `HTTPServer` →
 * `http_server`, `Größe` → `grosse`. Empty where it has neither a Latin letter nor a digit.
 * @param text of up to some hundred characters
 */
export const snakeCase = (text: string): string =>
  text
    .replace(/[ßæøłđÆØŁĐ]/g, (letter) => LATIN[letter] ?? letter)
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_|_$/g, '');

/** "Order ID" of `order_id`. */
export const titleCase = (key: string): string =>
  key
    .split('_')
    .map((word) => CAPITALS.get(word) ?? word.charAt(0).toUpperCase() + word.slice(1))
    .join(' ');

/** "acme-alerts" of "Acme Alerts!"; empty where nothing of it can be in an id. */
export const kebabCase = (name: string): string =>
  snakeCase(name.slice(0, 100).toLowerCase())
    .replace(/^[0-9_]+/, '')
    .slice(0, 40)
    .replaceAll('_', '-')
    .replace(/-$/, '');

/** What a field is called. */
export interface FieldName {
  readonly key: string;
  readonly label: string;
}

/**
 * Names a value by the keys that lead to it. Where that is taken, with one more of those that were
 * dropped (`object_id`), with all of them, behind `payload`, or numbered.
 * @param dropped how many keys in front say nothing: of `data.object.amountPaid` two
 * @param taken keys that it may not have; its own is added
 */
export function nameOf(keys: readonly string[], dropped: number, taken: Set<string>): FieldName {
  const [shortest, longer, full] = [dropped, Math.max(0, dropped - 1), 0].map((from) =>
    keyOf(keys.slice(from)),
  ) as [string, string, string];
  const free = [shortest, longer, full, keyOf(['payload', full])].find((key) => !taken.has(key));
  const key = free ?? numbered(full, taken);
  taken.add(key);
  return { key, label: labelOf(key, keys) };
}

/** A key that the schema takes. */
function keyOf(keys: readonly string[]): string {
  const words = keys.map(snakeCase).filter((word) => word !== '');
  // The last key says most.
  while (words.length > 1 && words.join('_').length > MAX_KEY) words.shift();
  const key = words.join('_') || 'field';
  return (/^[a-z]/.test(key) ? key : `field_${key}`).slice(0, MAX_KEY).replace(/_$/, '');
}

function numbered(key: string, taken: ReadonlySet<string>): string {
  const stem = key.slice(0, MAX_KEY - '_1000'.length).replace(/_$/, '');
  for (let number = 2; ; number += 1) {
    if (!taken.has(`${stem}_${number}`)) return `${stem}_${number}`;
  }
}

/**
 * A text of the sender's as people may see it: without line breaks, control characters and halves
 * of characters, and not too long.
 */
export function plainText(text: string, most: number): string {
  const characters = [
    ...text
      .slice(0, 2 * most + 2)
      .replace(/\p{C}/gu, ' ')
      .trim(),
  ];
  return characters.length > most
    ? `${characters.slice(0, most - 1).join('')}…`
    : characters.join('');
}

/** Names beyond ASCII stay as they are: little of them is in the key. */
function labelOf(key: string, keys: readonly string[]): string {
  const last = plainText(keys.at(-1) ?? '', MAX_LABEL);
  if (/^\p{ASCII}*$/u.test(last)) return titleCase(key);
  return last.charAt(0).toUpperCase() + last.slice(1);
}
