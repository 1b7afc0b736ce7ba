import { readFileSync } from 'node:fs';
import type { Provider } from '@signal-hooks/catalogue';
import { code } from '@signal-hooks/recipes';
import { EXAMPLES } from '../../test/foreign/examples.ts';
import { SENDERS } from '../../test/foreign/senders.ts';

const INSTALLED = new URL('../../test/tools/senders/package.json', import.meta.url);
const { dependencies } = JSON.parse(readFileSync(INSTALLED, 'utf8')) as {
  readonly dependencies: Readonly<Record<string, string>>;
};

/** Libraries that are neither the vendor's nor those of the specification. */
const BY_OTHERS: readonly string[] = ['x-hub-signature'];

/** The library that a preset was checked against; undefined if there is none. */
function libraryOf({ id }: Provider): { version: string; isByOthers: boolean } | undefined {
  const name = SENDERS.find(({ preset }) => preset === id)?.library;
  if (name === undefined || name === null) return undefined;
  return {
    version: `${code(name)} ${dependencies[name]}`,
    isByOthers: BY_OTHERS.includes(name),
  };
}

const isToken = ({ signature }: Provider): boolean => signature.definition.algorithm === 'token';
const hasVendor = ({ evidence }: Provider): boolean => evidence?.signature?.status !== 'assumed';

/** What a preset was checked against, in a cell of a table. */
export function checkedAgainst(preset: Provider): string {
  const library = libraryOf(preset);
  if (library !== undefined) {
    return library.isByOthers ? `${library.version}, not the vendor’s` : library.version;
  }
  if (isToken(preset)) return 'nothing: it is not signed';
  return hasVendor(preset) ? 'the documents only' : 'OpenSSL: it has no vendor';
}

/** What a preset was checked against, in a paragraph. */
export function proofText(preset: Provider): string {
  const library = libraryOf(preset);
  const example = EXAMPLES.some((each) => each.preset === preset.id)
    ? ' The example that the vendor publishes, with its secret and signature, is accepted too.'
    : '';
  if (library !== undefined) {
    const whose = library.isByOthers
      ? `${library.version}, a library that others wrote: the vendor has none`
      : `the vendor’s own library, ${library.version}`;
    return `Checked against ${whose}. Requests that it signs, or that OpenSSL signs and it accepts, are accepted, and refused with ${changesOf(preset)}.${example}`;
  }
  if (isToken(preset)) {
    return 'Checked against the documents only. Nothing is signed, so there is nothing that a library could check: a request with the secret is accepted, with another it is refused.';
  }
  const missing = hasVendor(preset)
    ? 'Checked against the documents only: no library of the vendor’s was found, so that a mistake in reading the documents would not show.'
    : 'A starting point, of no vendor.';
  return `${missing} Requests that OpenSSL signs are accepted, and refused with ${changesOf(preset)}.${example}`;
}

function changesOf({ signature }: Provider): string {
  const { definition } = signature;
  const signsTime = definition.algorithm !== 'token' && definition.timestamp !== undefined;
  const always = 'a bit changed, another secret or another header';
  return signsTime ? `${always}, or when their time is too far away` : always;
}
