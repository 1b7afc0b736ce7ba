/** The forms of a noun by the plural categories of the language; `other` for all that are not given. */
export type Forms = { readonly [Category in Intl.LDMLPluralRule]?: string } & {
  readonly other: string;
};

/**
 * Writes counts with their noun.
 * @param language a tag such as `ru`
 * @returns from a count and the noun's forms: `3 события`
 */
export function plural(language: string): (count: number, forms: Forms) => string {
  const rules = new Intl.PluralRules(language);
  const number = new Intl.NumberFormat(language);
  return (count, forms) => `${number.format(count)} ${forms[rules.select(count)] ?? forms.other}`;
}
