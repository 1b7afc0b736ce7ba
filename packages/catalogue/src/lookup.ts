import { textOf } from './form-values.ts';

/** A record as a platform holds it. */
type LookedThrough = Readonly<Record<string, unknown>>;

/** How an event is looked for by a field of its record. */
export interface Lookup {
  readonly label: string;
  /** The field that the gateway looks through for the cleaned value. */
  readonly searched: string;
  /** What of a value counts. */
  readonly clean: (value: unknown) => string;
  /** Cells of a record of which one must come to the same. */
  readonly cells: (record: LookedThrough) => readonly unknown[];
}

/** Case and the width of blanks do not count. */
const words = (value: unknown): string =>
  textOf(value).normalize('NFC').toLowerCase().replace(/\s+/g, ' ').trim();
/** Blanks do not count at all. */
const compact = (value: unknown): string => words(value).replaceAll(' ', '');

/** The host name of a website, however it is written: `https://www.acme.example/about`. */
const host = (value: unknown): string =>
  compact(value)
    .replace(/^[a-z][a-z0-9+.-]*:\/\//, '')
    .replace(/^[^/@]*@/, '')
    .replace(/[/?#:].*$/s, '')
    .replace(/^www\./, '')
    .replace(/\.$/, '');

const address = (value: unknown): string => compact(value).replace(/^mailto:/, '');

const field = (key: string, label: string, clean: Lookup['clean']): [string, Lookup] => [
  key,
  { label, searched: key, clean, cells: (record) => [record[key]] },
];

/** By the key of what is looked in. */
export const LOOKUPS: ReadonlyMap<string, Lookup> = new Map([
  field('company_name', 'Company Name', words),
  field('company_tax_id', 'Company Tax ID', compact),
  field('company_domain', 'Company Domain', host),
  [
    'contact_email',
    {
      label: 'Contact Email',
      // Every contact, not only the first.
      searched: 'contacts',
      clean: address,
      cells: ({ contacts }) =>
        Array.isArray(contacts)
          ? contacts.map((row: { email?: unknown } | null) => row?.email)
          : [],
    },
  ],
  field('subject_id', 'Subject ID', compact),
]);
