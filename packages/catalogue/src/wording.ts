import { snakeCase, titleCase } from './definition/learn/names.ts';
import type { ProviderDefinition } from './provider.ts';

/** The name as people say it. */
export const shortNameOf = ({
  name,
  wording,
}: Pick<ProviderDefinition, 'name' | 'wording'>): string => wording.shortName ?? name;

/** What its events are called within a sentence: "signals", "analyses". */
export function eventNounsOf({ wording }: Pick<ProviderDefinition, 'wording'>): string {
  const noun = wording.noun.toLowerCase();
  if (noun.endsWith('sis')) return noun.replace(/is$/, 'es');
  if (/(?:[sxz]|ch|sh)$/.test(noun)) return `${noun}es`;
  return /[^aeiou]y$/.test(noun) ? noun.replace(/y$/, 'ies') : `${noun}s`;
}

/** What a form that asks for a priority at least is called, in the provider's own word: priority or severity. */
export function priorityLabelOf(
  provider: { readonly common: { readonly priority?: unknown } } | null,
): string {
  const path = provider?.common.priority;
  return `${capitalised(typeof path === 'string' ? path : 'priority')} at Least`;
}

/** With a capital at its beginning. */
export const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/**
 * What people may call an event type that nobody has named: its words, each with a capital. One that
 * is not all ASCII stays as it is.
 * @example
 * eventTypeLabel('invoice.payment_failed'); // 'Invoice Payment Failed'
 */
export const eventTypeLabel = (type: string): string =>
  /^\p{ASCII}*$/u.test(type) ? titleCase(snakeCase(type)) || type : type;

const [AND, OR] = (['conjunction', 'disjunction'] as const).map(
  (type) => new Intl.ListFormat('en-GB', { type }),
) as [Intl.ListFormat, Intl.ListFormat];

/** "A, B and C". */
export const andList = (items: readonly string[]): string => AND.format(items);

/** "A, B or C". */
export const orList = (items: readonly string[]): string => OR.format(items);
