import type { JsonObject } from '../../json.ts';
import type { ScalarType } from '../../record/field.ts';
import type { TemplateObject, TemplateValue } from '../template.ts';
import { LeftOut } from './left-out.ts';
import { sampleValue } from './sample-value.ts';
import { type Leaf, survey } from './survey.ts';

/** Keys that mean something in a template. */
const IN_TEMPLATES = /^\$(?:number|oneOf)$/;

/**
 * The places that are read of a payload, with made-up values.
 * @param types what they are read as, by path; columns behind that of their list: `items[].name`
 * @param saysType paths of what is no secret: the event's type
 */
export function sampleOf(
  payload: JsonObject,
  types: ReadonlyMap<string, ScalarType>,
  saysType: ReadonlySet<string>,
): TemplateObject {
  const { leaves, tables } = survey([payload], new LeftOut());
  const sample: Nested = {};
  for (const leaf of leaves) {
    const [captured] = leaf.values;
    if (saysType.has(leaf.path)) put(sample, leaf.keys, captured ?? null);
    else fill(sample, leaf, types.get(leaf.path));
  }
  for (const { path, keys, columns } of tables) {
    const row: Nested = {};
    for (const column of columns) fill(row, column, types.get(`${path}[].${column.path}`));
    if (Object.keys(row).length > 0) put(sample, keys, [row]);
  }
  return sample;
}

interface Nested {
  [key: string]: TemplateValue;
}

function fill(into: Nested, { keys, values }: Leaf, type: ScalarType | undefined): void {
  const [captured] = values;
  if (type === undefined || captured === undefined) return;
  put(into, keys, sampleValue(keys.at(-1) ?? '', type, captured));
}

function put(into: Nested, keys: readonly string[], value: TemplateValue): void {
  if (keys.some((key) => IN_TEMPLATES.test(key))) return;
  let object = into;
  for (const key of keys.slice(0, -1)) {
    if (!Object.hasOwn(object, key)) object[key] = {};
    object = object[key] as Nested;
  }
  object[keys.at(-1) ?? ''] = value;
}
