import {
  bearerOf,
  type EmulatedService,
  jsonOf,
  RateLimit,
  type ServiceAnswer,
  type ServiceRequest,
} from './emulated-service.ts';

/** The personal access token that Airtable knows. */
export const AIRTABLE_TOKEN = 'patTokenOfTheRecipes.0123456789abcdef';

/** A column's type. https://airtable.com/developers/web/api/field-model */
type FieldType = 'singleLineText' | 'multilineText' | 'number' | 'dateTime' | 'singleSelect';

type Fields = Readonly<Record<string, unknown>>;

/** A table, by the names of its columns. */
export interface NewTable {
  readonly base: string;
  readonly table: string;
  readonly fields: Readonly<Record<string, FieldType>>;
}

interface Table extends NewTable {
  readonly records: { readonly id: string; fields: Fields }[];
  /** The options of its selects. */
  readonly options: Map<string, Set<string>>;
}

interface Upsert {
  readonly records: readonly { readonly fields: Fields }[];
  readonly typecast?: boolean;
  readonly performUpsert?: { readonly fieldsToMergeOn: readonly string[] };
}

/** Of a text, in characters. */
const LONGEST = 100_000;

/** Plays the records of Airtable. https://airtable.com/developers/web/api/update-multiple-records */
export class Airtable implements EmulatedService {
  readonly hosts = ['api.airtable.com'];
  readonly limit = new RateLimit();
  readonly #tables = new Map<string, Table>();

  make(table: NewTable): void {
    this.#tables.set(`${table.base}/${table.table}`, { ...table, records: [], options: new Map() });
  }

  /** The records of a table, oldest first; empty cells are left out. @throws {Error} if there is none */
  records(base: string, table: string): Fields[] {
    const found = this.#tables.get(`${base}/${table}`);
    if (found === undefined) throw new Error(`there is no table ${table}`);
    return found.records.map(({ fields }) => fields);
  }

  answer(asked: ServiceRequest): ServiceAnswer {
    if (bearerOf(asked) !== AIRTABLE_TOKEN) {
      return no(401, 'AUTHENTICATION_REQUIRED', 'Authentication required');
    }
    const table = this.#tables.get(asked.path.replace(/^\/v0\//, ''));
    if (table === undefined) {
      return no(
        403,
        'INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND',
        'Invalid permissions, or the requested model was not found.',
      );
    }
    if (asked.method !== 'PATCH') return no(404, 'NOT_FOUND', 'nothing else is emulated');
    if (this.limit.isExceeded()) {
      const error = 'RATE_LIMIT_REACHED';
      const message = 'Rate limit exceeded. Please try again later';
      return { status: 429, json: { errors: [{ error, message }] } };
    }
    return upsert(table, jsonOf<Upsert>(asked));
  }
}

function upsert(table: Table, { records, typecast, performUpsert }: Upsert): ServiceAnswer {
  if (records.length > 10) return no(422, 'INVALID_REQUEST_UNKNOWN', 'Too many records.');
  const keys = performUpsert?.fieldsToMergeOn ?? [];
  if (keys.length === 0) return no(422, 'INVALID_REQUEST_UNKNOWN', 'Records have no ids.');
  for (const { fields } of records) {
    const refused = refusalOf(table, fields, typecast === true);
    if (refused !== null) return refused;
  }
  const written = records.map(({ fields }) => {
    const cells = Object.entries(fields).filter(([, cell]) => cell !== null && cell !== '');
    const known = table.records.find((each) =>
      keys.every((key) => each.fields[key] === fields[key]),
    );
    if (known !== undefined) {
      const kept = Object.entries(known.fields).filter(([key]) => !(key in fields));
      known.fields = Object.fromEntries([...kept, ...cells]);
      return known;
    }
    const id = `rec${String(table.records.length + 1).padStart(14, '0')}`;
    const record = { id, fields: Object.fromEntries(cells) };
    table.records.push(record);
    return record;
  });
  return { status: 200, json: { records: written, createdRecords: [], updatedRecords: [] } };
}

/** Why a record is refused; null if it is taken. With *typecast*, its selects get new options. */
function refusalOf(
  { fields: types, options }: Table,
  fields: Fields,
  typecast: boolean,
): ServiceAnswer | null {
  for (const [key, cell] of Object.entries(fields)) {
    const type = types[key];
    if (type === undefined) return no(422, 'UNKNOWN_FIELD_NAME', `Unknown field name: "${key}"`);
    if (cell === null) continue;
    const isOfType = type === 'number' ? typeof cell === 'number' : typeof cell === 'string';
    const isDate = type !== 'dateTime' || !Number.isNaN(Date.parse(String(cell)));
    if (!isDate || !(isOfType || typecast) || String(cell).length > LONGEST) {
      const message = `Field "${key}" cannot accept the provided value`;
      return no(422, 'INVALID_VALUE_FOR_COLUMN', message);
    }
    if (type !== 'singleSelect') continue;
    const known = options.get(key) ?? new Set<string>();
    if (!known.has(String(cell)) && !typecast) {
      const message = `Insufficient permissions to create new select option ""${cell}""`;
      return no(422, 'INVALID_MULTIPLE_CHOICE_OPTIONS', message);
    }
    options.set(key, known.add(String(cell)));
  }
  return null;
}

const no = (status: number, type: string, message: string): ServiceAnswer => ({
  status,
  json: { error: { type, message } },
});
