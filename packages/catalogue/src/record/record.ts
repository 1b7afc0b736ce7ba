import type { Expression } from '../definition/expression.ts';
import { type JsonObject, mayHoldOddText } from '../json.ts';
import {
  compileList,
  compileScalar,
  type Field,
  type Priority,
  type Row,
  type ScalarField,
} from './field.ts';
import { splitName } from './name.ts';

export { SPLIT_NAMES, splitName } from './name.ts';

/** A person named by an event. */
export type Contact = {
  name: string | null;
  first_name: string | null;
  last_name: string | null;
  role: string | null;
  email: string | null;
  phone: string | null;
};

/**
 * The typed, flat fields of an event: what a Sheet row or a CRM step sees. Every key is
 * always present (null where the provider has nothing), then come the provider's own
 * typed fields. Times are UTC ISO 8601, ids are strings.
 */
export interface SignalRecord {
  event_id: string;
  /** The gateway's source, as it is called when the record is made; null where there is no gateway. */
  source_id: string | null;
  source_name: string | null;
  provider: string;
  provider_name: string;
  event_type: string;
  event_type_label: string;
  occurred_at: string | null;
  received_at: string;
  title: string | null;
  summary: string | null;
  priority: Priority | null;
  score: number | null;
  url: string | null;
  recommended_action: string | null;
  project_id: string | null;
  company_name: string | null;
  company_tax_id: string | null;
  company_domain: string | null;
  company_industry: string | null;
  contact_name: string | null;
  contact_first_name: string | null;
  contact_last_name: string | null;
  contact_role: string | null;
  contact_email: string | null;
  contact_phone: string | null;
  contacts: Contact[];
  subject_type: string | null;
  subject_id: string | null;
  /** Keys of the fields whose value was of a wrong type; they are null in the record. */
  unreadable_fields: string[];
  /** The provider's payload as it came, with every key. */
  raw: JsonObject;
  [field: string]: string | number | boolean | null | string[] | Row[] | JsonObject;
}

/** Columns of a row of `contacts`. */
const contactColumn = (
  key: keyof Contact,
  label: string,
  type: ScalarField['type'],
  sample: string,
) => ({ key, label, type, sample, from: key, status: 'documented' }) as const;

const CONTACT_COLUMNS: readonly ScalarField[] = [
  contactColumn('name', 'Name', 'string', 'Jane Smith'),
  contactColumn('first_name', 'First Name', 'string', 'Jane'),
  contactColumn('last_name', 'Last Name', 'string', 'Smith'),
  contactColumn('role', 'Role', 'string', 'Head of Procurement'),
  contactColumn('email', 'Email', 'email', 'jane@example.com'),
  contactColumn('phone', 'Phone', 'phone', '+1 555 0100'),
];

/** What is added to every event; not read from the payload. */
type AddedKey = (typeof ADDED_KEYS)[number];

/** The keys of the fields that whoever takes the event fills, whatever the provider sends. */
export const ADDED_KEYS = [
  'event_id',
  'source_id',
  'source_name',
  'provider',
  'provider_name',
  'event_type',
  'event_type_label',
  'received_at',
] as const;

/** Of {@link ADDED_KEYS} those that only a gateway can fill. */
export const SOURCE_KEYS: readonly string[] = ['source_id', 'source_name'];

/** A common field: its place in the record is the same for every provider. */
export type CommonField =
  | Omit<ScalarField, 'from' | 'status'>
  | Omit<Extract<Field, { type: 'list' }>, 'from' | 'status'>;

/** The common fields in the order of every record, Sheet header and form. */
export const COMMON_FIELDS: readonly CommonField[] = [
  {
    key: 'event_id',
    label: 'Event ID',
    type: 'id',
    sample: 'evt_01k9q2v7c5e8',
    help: 'Never seen twice for two events; the key for "append or update".',
  },
  {
    key: 'source_id',
    label: 'Source ID',
    type: 'id',
    sample: 'src_01k9q2v7c5e8',
    help: 'The gateway’s source that took it; null where there is no gateway.',
  },
  {
    key: 'source_name',
    label: 'Source Name',
    type: 'string',
    sample: 'Siggnal',
    help: 'What the source is called now, also of an event that came before it was renamed.',
  },
  { key: 'provider', label: 'Provider', type: 'string', sample: 'siggnal' },
  {
    key: 'provider_name',
    label: 'Provider Name',
    type: 'string',
    sample: 'Siggnal',
    help: 'For people; provider stays the same for ever.',
  },
  { key: 'event_type', label: 'Event Type', type: 'string', sample: 'signal' },
  {
    key: 'event_type_label',
    label: 'Event Type Label',
    type: 'string',
    sample: 'Signal',
    help: 'For people. Of a type that the provider’s definition does not know: its words, capitalised.',
  },
  {
    key: 'occurred_at',
    label: 'Occurred At',
    type: 'datetime',
    sample: '2026-04-25T14:30:00.000Z',
    help: 'When it happened, by the provider’s clock.',
  },
  {
    key: 'received_at',
    label: 'Received At',
    type: 'datetime',
    sample: '2026-04-25T14:30:02.000Z',
    help: 'When it was accepted.',
  },
  { key: 'title', label: 'Title', type: 'string', sample: 'Acme Corp raises $25M' },
  { key: 'summary', label: 'Summary', type: 'string', sample: 'Acme Corp announced a Series B.' },
  {
    key: 'priority',
    label: 'Priority',
    type: 'priority',
    sample: 'high',
    help: 'critical, high, medium, low or info.',
  },
  { key: 'score', label: 'Score', type: 'number', sample: 87 },
  { key: 'url', label: 'URL', type: 'url', sample: 'https://example.com/signals/1' },
  {
    key: 'recommended_action',
    label: 'Recommended Action',
    type: 'string',
    sample: 'Write to the new head of procurement.',
  },
  { key: 'project_id', label: 'Project ID', type: 'id', sample: 'proj_xyz' },
  { key: 'company_name', label: 'Company Name', type: 'string', sample: 'Acme Corp' },
  { key: 'company_tax_id', label: 'Company Tax ID', type: 'id', sample: '7701234567' },
  { key: 'company_domain', label: 'Company Domain', type: 'string', sample: 'acme.example' },
  { key: 'company_industry', label: 'Company Industry', type: 'string', sample: 'Software' },
  {
    key: 'contact_name',
    label: 'Contact Name',
    type: 'string',
    sample: 'Jane Smith',
    help: 'The first contact.',
  },
  {
    key: 'contact_first_name',
    label: 'Contact First Name',
    type: 'string',
    sample: 'Jane',
    help: 'As the provider gives it; else of a name that can be split.',
  },
  {
    key: 'contact_last_name',
    label: 'Contact Last Name',
    type: 'string',
    sample: 'Smith',
    help: 'The same.',
  },
  { key: 'contact_role', label: 'Contact Role', type: 'string', sample: 'Head of Procurement' },
  { key: 'contact_email', label: 'Contact Email', type: 'email', sample: 'jane@example.com' },
  { key: 'contact_phone', label: 'Contact Phone', type: 'phone', sample: '+1 555 0100' },
  { key: 'contacts', label: 'Contacts', type: 'list', items: CONTACT_COLUMNS },
  {
    key: 'subject_type',
    label: 'Subject Type',
    type: 'string',
    sample: 'signal',
    help: 'What the event is about.',
  },
  { key: 'subject_id', label: 'Subject ID', type: 'id', sample: 'sig_abc123' },
];

/** Keys of the common scalar fields that a provider reads from its payload. */
export type CommonKey = Exclude<
  keyof CommonShape,
  AddedKey | 'contacts' | 'unreadable_fields' | 'raw'
>;
type CommonShape = { [K in keyof SignalRecord as string extends K ? never : K]: SignalRecord[K] };

/**
 * Where the common fields come from: an expression for a scalar, and for `contacts` the list's
 * paths with, where they differ, the paths of its columns. Without `contacts` the contact
 * fields make the only contact; with it, they are those of its first row.
 */
export type CommonSources = {
  readonly [K in CommonKey]?: Expression;
} & {
  readonly contacts?: {
    readonly from: string | readonly string[];
    readonly columns?: { readonly [K in keyof Contact]?: string | readonly string[] };
  };
};

/** A gateway's source, as records name it. */
export interface RecordSource {
  readonly id: string;
  readonly name: string;
}

/** Fills a record's fields from a payload. */
export type RecordMapper = (
  payload: JsonObject,
  added: Pick<SignalRecord, 'event_id' | 'provider' | 'event_type' | 'received_at'> & {
    /** Absent: there is no gateway. */
    readonly source?: RecordSource | null;
  },
) => SignalRecord;

/** What a provider and its event types are called. */
export interface RecordNames {
  readonly provider: string;
  readonly eventType: (type: string) => string;
}

/** Compiles a provider's sources and own fields, once, into a function that maps payloads. */
export function compileRecord(
  common: CommonSources,
  fields: readonly Field[],
  names: RecordNames,
): RecordMapper {
  // Every record starts as a copy of this one: all keys, in order, which is also fast. Made in another
  // way, as by a spread, its copies take half as long again.
  const keys = [...COMMON_FIELDS, ...fields].map(({ key }) => key);
  const empty = [...keys, 'unreadable_fields', 'raw'].map((key) => [key, null]);
  const blank = Object.fromEntries(empty);
  const cells = COMMON_FIELDS.flatMap(({ key, type }) => {
    const from = type === 'list' || isAdded(key) ? undefined : common[key as CommonKey];
    if (type === 'list' || from === undefined) return [];
    return [{ key, read: compileScalar({ key, type, from }) }];
  });
  const own = fields.map((field) => ({
    key: field.key,
    read: field.type === 'list' ? compileList(field) : compileScalar(field),
  }));
  const readContacts = compileContacts(common);
  return (payload, added) => {
    const unreadable: string[] = [];
    const record = { ...blank } as unknown as SignalRecord;
    for (const { key, read } of cells) {
      const cell = read(payload, unreadable);
      if (cell !== null) record[key] = cell;
    }
    const { source } = added;
    record.event_id = added.event_id;
    if (source) {
      record.source_id = source.id;
      record.source_name = source.name;
    }
    record.provider = added.provider;
    record.provider_name = names.provider;
    record.event_type = added.event_type;
    record.event_type_label = names.eventType(added.event_type);
    record.received_at = added.received_at;
    record.contacts = readContacts(payload, record, unreadable);
    for (const field of own) record[field.key] = field.read(payload, unreadable);
    record.unreadable_fields = unreadable;
    if (mayHoldOddText(payload)) repair(record);
    record.raw = payload;
    return record;
  };
}

/** Whether a field is filled by whoever takes the event; see {@link ADDED_KEYS}. */
export const isAdded = (key: string): boolean => (ADDED_KEYS as readonly string[]).includes(key);

/** Takes out of all cells what sheets, databases and CRMs refuse; the payload keeps it. */
function repair(cells: { [key: string]: unknown }): void {
  for (const [key, cell] of Object.entries(cells)) {
    if (typeof cell === 'string')
      cells[key] = cell.replaceAll('\0', '').replace(HALF, '\ufffd') || null;
    else if (typeof cell === 'object' && cell !== null) repair(cell as { [key: string]: unknown });
  }
}

/** Half of a character: the flag `u` takes whole ones for one. */
const HALF = /\p{Surrogate}/gu;

/** Reads the contacts, and keeps the `contact_…` cells and the list in agreement. */
function compileContacts(
  common: CommonSources,
): (payload: JsonObject, record: SignalRecord, unreadable: string[]) => Contact[] {
  const { contacts } = common;
  if (contacts === undefined) {
    return (_payload, record) => {
      const contact = {
        name: record.contact_name,
        first_name: record.contact_first_name,
        last_name: record.contact_last_name,
        role: record.contact_role,
        email: record.contact_email,
        phone: record.contact_phone,
      };
      if (Object.values(contact).every((cell) => cell === null)) return [];
      fillNames(contact);
      record.contact_first_name = contact.first_name;
      record.contact_last_name = contact.last_name;
      return [contact];
    };
  }
  const readRows = compileList({
    key: 'contacts',
    from: contacts.from,
    items: CONTACT_COLUMNS.map((column) => ({
      ...column,
      from: contacts.columns?.[column.key as keyof Contact] ?? column.from,
    })),
  });
  return (payload, record, unreadable) => {
    const rows = readRows(payload, unreadable) as Contact[];
    for (const row of rows) fillNames(row);
    const [first] = rows;
    if (first) {
      record.contact_name = first.name;
      record.contact_first_name = first.first_name;
      record.contact_last_name = first.last_name;
      record.contact_role = first.role;
      record.contact_email = first.email;
      record.contact_phone = first.phone;
    }
    return rows;
  };
}

/** Of a contact whose provider gives neither part of its name: both, where it can be split. */
function fillNames(contact: Contact): void {
  const { name, first_name, last_name } = contact;
  if (name === null || first_name !== null || last_name !== null) return;
  const parts = splitName(name);
  if (parts !== null) [contact.first_name, contact.last_name] = parts;
}
