/** Those of Europe, without the many marks of Vietnamese, where the family name comes first. */
const LATIN = 'A-Za-zÀ-ÖØ-öø-ɏ';
const CYRILLIC = 'Ѐ-ӿ';
/** In front of a name that then is no first name. */
const TITLES = 'Dr|Mr|Mrs|Ms|Miss|Mx|Prof|Sir|Dame|Lord|Lady|Herr|Frau|Mme';
/** Behind what is no family name. */
const ENDINGS = 'Jr|Sr|II|III|Inc|Ltd|LLC|Corp|GmbH|AG|Team|Support';
/** A word with an ending that family names have and first names have not. */
const FAMILY = `[${CYRILLIC}][${CYRILLIC}][${CYRILLIC}][${CYRILLIC}-]*(?:ов|ев|ёв|ова|ева|ёва|ский|цкий|ская|цкая|енко|чук)`;

/**
 * The names that are split, as a regular expression without flags but `i`, and without braces: Make's
 * expressions take it too. See {@link splitName}.
 */
export const SPLIT_NAMES: string = [
  `^(?:(?!(?:${TITLES}) )(?!.* (?:${ENDINGS})$)`,
  `[${LATIN}][${LATIN}'’-]+ +[${LATIN}][${LATIN}'’-]+`,
  `|(?!${FAMILY} )[${CYRILLIC}][${CYRILLIC}-]+ +${FAMILY})$`,
].join('');

const IS_SPLIT = new RegExp(SPLIT_NAMES, 'i');

/**
 * Splits a person's name into the first name and the family name; null rather than wrong.
 *
 * - Only a name of two words of letters, hyphens and apostrophes is split: of three nobody knows
 *   where the family name begins ("Jane van der Berg"), and one may be either.
 * - In Latin letters the first name is taken to come first. Neither word is a title, an initial or
 *   what ends a company's name ("Dr Smith", "Acme Inc").
 * - In Cyrillic letters both orders are usual, so the second word must have the ending of a family
 *   name, and the first must not: "Анна Иванова" is split, "Иванов Иван" and "Иван Коваль" are not.
 * - In other scripts nothing is split: in many of them the family name comes first.
 *
 * @example
 * splitName('Jane Smith'); // ['Jane', 'Smith']
 * splitName('Иванов Иван Иванович'); // null
 */
export function splitName(name: string): readonly [first: string, last: string] | null {
  const blank = name.indexOf(' ');
  if (blank === -1 || !IS_SPLIT.test(name)) return null;
  return [name.slice(0, blank), name.slice(name.lastIndexOf(' ') + 1)];
}
