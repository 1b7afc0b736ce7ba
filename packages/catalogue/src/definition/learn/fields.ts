import { COMMON_FIELDS } from '../../record/record.ts';
import type { FieldInput, ScalarFieldInput } from '../complete.ts';
import type { LeftOut } from './left-out.ts';
import { type FieldName, nameOf, plainText } from './names.ts';
import { droppedKeys, type Subject } from './places.ts';
import type { Questionnaire } from './question.ts';
import type { Leaf, Survey, Table } from './survey.ts';
import { guessType } from './value-type.ts';

/** More make a record that nobody can read. */
const MAX_FIELDS = 100;
const MAX_COLUMNS = 30;
/** Of all lists: reading more may cost more than is allowed. */
const MAX_ALL_COLUMNS = 80;
/** As JSON: a definition has at most 64 kB, and there is more in it. */
const MAX_BYTES = 24_000;
/** Nobody answers more. */
const MAX_TYPE_QUESTIONS = 8;
const MAX_SHOWN = 60;

/** Keys that every record has. */
const RESERVED = [...COMMON_FIELDS.map(({ key }) => key), 'unreadable_fields', 'raw'];

/**
 * Makes a typed field of every place that has none yet.
 * @param used paths of places that have one, among the common fields
 */
export function learnFields(
  { leaves, tables }: Survey,
  subject: Subject,
  used: ReadonlySet<string>,
  questionnaire: Questionnaire,
  leftOut: LeftOut,
): FieldInput[] {
  const places = [...leaves, ...tables].filter(({ path }) => !used.has(path));
  const kept = keepShallowest(places, MAX_FIELDS, leftOut);
  const names = nameAll(kept, subject, new Set(RESERVED));
  let bytes = 0;
  let columns = 0;
  return kept.flatMap((place): FieldInput[] => {
    const name = names.get(place) as FieldName;
    const fields =
      'columns' in place
        ? listField(place, name, leftOut)
        : scalarField(place, name, leftOut, questionnaire);
    bytes += Buffer.byteLength(JSON.stringify(fields));
    columns += fields.reduce((sum, field) => sum + ('items' in field ? field.items.length : 0), 0);
    if (bytes <= MAX_BYTES && (columns <= MAX_ALL_COLUMNS || !('columns' in place))) return fields;
    leftOut.add('more than a definition can hold', place.path);
    return [];
  });
}

/** Those with the shortest ways, in the order that they have in the payload. */
function keepShallowest<Place extends Leaf | Table>(
  places: readonly Place[],
  most: number,
  leftOut: LeftOut,
): readonly Place[] {
  if (places.length <= most) return places;
  const sorted = [...places].sort((a, b) => a.keys.length - b.keys.length);
  for (const { path } of sorted.slice(most)) leftOut.add(`more than ${most} fields`, path);
  const kept = new Set(sorted.slice(0, most));
  return places.filter((place) => kept.has(place));
}

/** Names places, those first that have the shortest ways: a new deeper one never renames them. */
function nameAll<Place extends Leaf | Table>(
  places: readonly Place[],
  subject: Subject,
  taken: Set<string>,
): Map<Place, FieldName> {
  const sorted = [...places].sort((a, b) => a.keys.length - b.keys.length);
  return new Map(
    sorted.map((place) => [place, nameOf(place.keys, droppedKeys(place, subject), taken)]),
  );
}

function scalarField(
  { path, keys, values }: Leaf,
  { key, label }: FieldName,
  leftOut: LeftOut,
  questionnaire?: Questionnaire,
): ScalarFieldInput[] {
  const guess = guessType(keys.at(-1) ?? '', values);
  if (guess === null) {
    leftOut.add('no type fits all their values', path);
    return [];
  }
  const question = `Of which type is “${label}” (${plainText(path, MAX_SHOWN)})?`;
  const [first, ...more] = (guess.options ?? []).map((type) => ({
    answer: type,
    value: type,
    example: String(values[0]),
  }));
  const type =
    first !== undefined && questionnaire !== undefined && asksForMore(questionnaire)
      ? questionnaire.choose(`fields.${key}.type`, question, [first, ...more])
      : guess.type;
  const from = guess.steps === undefined ? path : { of: path, steps: guess.steps };
  // What a captured request holds is somebody's: it does not go into a definition.
  return [{ key, label, type, status: 'seen', from }];
}

const asksForMore = ({ questions }: Questionnaire): boolean =>
  questions.filter(({ about }) => about.startsWith('fields.')).length < MAX_TYPE_QUESTIONS;

function listField(table: Table, { key, label }: FieldName, leftOut: LeftOut): FieldInput[] {
  const inRows = leftOut.within(table.path);
  const columns = keepShallowest(table.columns, MAX_COLUMNS, inRows);
  const names = nameAll(columns, { prefixes: [[]], name: null, hasEnvelope: false }, new Set());
  const items = columns.flatMap((column) =>
    scalarField(column, names.get(column) as FieldName, inRows),
  );
  if (items.length === 0) return [];
  return [{ key, label, type: 'list', status: 'seen', from: table.path, items }];
}
