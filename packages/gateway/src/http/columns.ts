/** The API's schemas of stored fields, from the column tables. */
import {
  type Column,
  type ColumnInput,
  type Columns,
  type Kind,
  shownName,
} from '../entities/columns.ts';
import type { Schema } from './operation.ts';
import {
  anyText,
  COUNT,
  FILTER,
  ID,
  ID_PARAMETER,
  list,
  nullable,
  oneOf,
  PROVIDER,
  STRING,
  TIME,
  text,
} from './schemas.ts';

/** How the API shows a value of each kind; the others it does not show. */
const SHOWN: Readonly<Partial<Record<Kind, Schema>>> = {
  text: STRING,
  id: ID,
  // As stored: another version may have known more providers.
  provider: { type: 'string', description: 'A provider’s id.' },
  time: TIME,
  integer: { type: 'integer' },
  count: COUNT,
  number: { type: 'number' },
  boolean: { type: 'boolean' },
  texts: list(STRING),
  conditions: FILTER,
};

/** How the API shows a field. */
export function columnSchema(column: Column): Schema {
  const schema = schemaOf(column);
  return column.nullable ? nullable(schema) : schema;
}

const schemaOf = ({ kind, values, description }: Column): Schema => ({
  ...(values === undefined ? SHOWN[kind] : oneOf(values)),
  ...(description === undefined ? {} : { description }),
});

/** All fields that the API shows. */
export function shownColumns(columns: Columns): Readonly<Record<string, Schema>> {
  const shown = Object.entries(columns).map(([key, column]) => ({
    name: shownName(key, column),
    schema: columnSchema(column),
  }));
  return Object.fromEntries(
    shown.flatMap(({ name, schema }) => (name === null ? [] : [[name, schema]])),
  );
}

/** All fields that the API takes, none of which must be given. */
export function inputColumns(
  columns: Columns,
  when: ColumnInput['when'],
): Readonly<Record<string, Schema>> {
  const taken = Object.entries(columns).flatMap(([key, column]) =>
    column.input?.when === when
      ? [[`${shownName(key, column)}?`, inputSchema(column, column.input)] as const]
      : [],
  );
  return Object.fromEntries(taken);
}

function inputSchema(column: Column, input: ColumnInput): Schema {
  const { when, description = column.description, minLength, maxItemLength, ...bounds } = input;
  const schema = {
    ...kindOfInput(column, input),
    ...bounds,
    ...(description === undefined ? {} : { description }),
  };
  return column.nullable ? nullable(schema) : schema;
}

/** Texts and ids are bounded where they are taken, and providers must be known. */
function kindOfInput(column: Column, input: ColumnInput): Schema {
  const { kind, values } = column;
  const { minLength = 1, maxLength = 0, maxItemLength = 0 } = input;
  if (kind === 'id') return ID_PARAMETER;
  if (kind === 'provider') return PROVIDER;
  if (kind === 'texts') return list(text(maxItemLength));
  if (kind !== 'text' || values !== undefined) return schemaOf(column);
  return minLength === 0 ? anyText(maxLength) : text(maxLength);
}
