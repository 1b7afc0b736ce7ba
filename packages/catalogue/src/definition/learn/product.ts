import type { Provider } from '../../provider.ts';
import { findProvider } from '../../providers/index.ts';
import { isTaken } from '../check.ts';
import { kebabCase, plainText, titleCase } from './names.ts';
import type { SharedHeader } from './request-headers.ts';

/** What a product is called. */
export interface Product {
  readonly id: string;
  readonly name: string;
}

const UNKNOWN = 'my-product';
const MAX_NAME = 60;
const MAX_ID = 40;

/** What comes after a product's name in a header's: `x-acme-signature`, `acme-event`. */
const AFTER =
  /^(?:signature|hmac|event|topic|delivery|webhook|webhooks|request|timestamp|hook|token|trackingid)$/;
/** Words that are nobody's name. */
const NOBODY =
  /^(?:hub|svix|http|real|body|content|api|auth|csrf|trace|access|cache|forwarded|cf|amzn|user|accept|if)$/;

/**
 * What the product is called: as it was given, else by its headers, else "My Product". An id that is
 * not given is one that is free.
 * @returns also what is described already under that name
 */
export function productOf(
  headers: readonly SharedHeader[],
  given: { readonly id?: string | undefined; readonly name?: string | undefined },
): { readonly product: Product; readonly described: Provider | undefined } {
  const name = plainText(given.name ?? '', MAX_NAME);
  const made = (name === '' ? vendorOf(headers) : kebabCase(name)) || UNKNOWN;
  const id = given.id ?? (isTaken(made) ? `my-${made}`.slice(0, MAX_ID) : made);
  const described = findProvider(given.id ?? made);
  const usual = described?.name ?? titleCase((given.id ?? made).replaceAll('-', '_'));
  return { product: { id, name: name || usual }, described };
}

function vendorOf(headers: readonly SharedHeader[]): string | undefined {
  const counts = new Map<string, number>();
  for (const { name } of headers) {
    const words = name.replace(/^x-/, '').split('-');
    const end = words.findIndex((word) => AFTER.test(word));
    const id = end > 0 ? kebabCase(words.slice(0, end).join('-')) : '';
    if (id !== '' && !NOBODY.test(words[0] ?? '')) counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0];
}
