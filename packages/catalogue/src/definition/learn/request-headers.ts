import { headerOf } from '../../headers.ts';
import type { CapturedRequest } from './captured.ts';

/** A header that all captured requests carry. */
export interface SharedHeader {
  /** In lower case. */
  readonly name: string;
  /** Its value in each request. */
  readonly values: readonly [string, ...string[]];
}

const MAX_HEADERS = 100;
/** RSA signatures of 4096 bits in hex have 1,024 characters. */
const MAX_VALUE = 2000;
/** Names that a definition can hold. */
const NAME = /^[a-z0-9-]{1,100}$/;

/** The headers that every request carries whose headers were kept, in the order of their names. */
export function sharedHeaders(requests: readonly CapturedRequest[]): SharedHeader[] {
  const kept = requests.flatMap(({ headers }) => (headers === undefined ? [] : [headers]));
  const [first, ...more] = kept;
  if (first === undefined) return [];
  const names = Object.keys(first).map((name) => name.toLowerCase());
  return [...new Set(names)]
    .filter((name) => NAME.test(name))
    .sort()
    .slice(0, MAX_HEADERS)
    .flatMap((name) => {
      const values = [first, ...more].flatMap((headers) => headerOf(headers, name) ?? []);
      const usable = values.every((value) => value !== '' && value.length <= MAX_VALUE);
      const [value, ...others] = values;
      if (value === undefined || values.length < kept.length || !usable) return [];
      return [{ name, values: [value, ...others] as const }];
    });
}
