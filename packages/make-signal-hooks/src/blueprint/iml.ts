/**
 * Writes expressions of Make's mapping language as scenarios spell it: arguments are
 * separated by semicolons, texts are in straight double quotes, lists count from 1.
 * Only functions of Make's own list are used (see allowed.ts).
 */

/** The modules that every scenario has, by what they do. Destinations count from 20. */
export const ID = {
  receive: 1,
  secret: 2,
  gate: 3,
  payload: 4,
  text: 5,
  record: 6,
  seen: 7,
  fork: 8,
  known: 9,
  claim: 10,
  accepted: 11,
  refused: 12,
  destination: 20,
} as const;

/** The request's body as text: the hook's setting "JSON pass-through". */
export const RAW_BODY = `${ID.receive}.value`;

/** What an expression of Make's gives where there is nothing. */
export const NOTHING = 'emptystring';

/** An expression as a field's content. */
export const wrap = (expression: string): string => `{{${expression}}}`;

/** A text. @throws {TypeError} for a double quote: how to escape one is not documented */
export function quote(text: string): string {
  if (text.includes('"')) throw new TypeError(`a text of an expression holds a quote: ${text}`);
  return `"${text}"`;
}

/** A function call. */
export const call = (name: string, ...args: readonly string[]): string =>
  `${name}(${args.join('; ')})`;

/** The first expression that holds something. */
export const firstOf = (...expressions: readonly string[]): string =>
  expressions.reduceRight((rest, expression) => call('ifempty', expression, rest));

/**
 * A text in any case. What functions do with a missing argument is not documented, so none
 * of them is ever given one.
 */
export const orEmpty = (...expressions: readonly string[]): string =>
  firstOf(...expressions, NOTHING);

/** A text's field, of so many characters at most: what is longer ends with an ellipsis. */
export function cut(text: string, most: number): string {
  const rest = call('substring', text, String(most), String(most + 1));
  const dots = call('if', `${rest} = ${NOTHING}`, NOTHING, quote('…'));
  return wrap(call('substring', text, '0', String(most))) + wrap(dots);
}

/** A value of a module, by a dotted path of the catalogue, whose lists count from 0. */
export function pathIn(module: number, path: string): string {
  const steps = path
    .split('.')
    .map((step) => (/^\d+$/.test(step) ? `[${Number(step) + 1}]` : `.${step}`));
  return `${module}${steps.join('')}`;
}

/**
 * A request header. Make was seen to hand over lower-case names; the spelling of most
 * vendors' pages is tried as well, because the look-up tells upper from lower case.
 */
export function header(name: string): string {
  const spelled = name.replace(/(^|-)[a-z]/g, (start) => start.toUpperCase());
  const find = (spelling: string): string =>
    call(
      'first',
      call('map', `${ID.receive}.__IMTHEADERS__`, quote('value'), quote('name'), quote(spelling)),
    );
  return firstOf(find(name), find(spelled));
}
