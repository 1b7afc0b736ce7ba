import type { JsonObject, JsonValue } from '../json.ts';
import { didYouMean } from '../nearest.ts';

/** What is wrong with a document, and what to write instead. */
export interface DefinitionProblem {
  /** Where: keys and places of lists, joined by dots; empty: the whole. */
  readonly path: string;
  /** A sentence, or two. */
  readonly message: string;
}

type Schema = JsonValue;
type Problems = Generator<DefinitionProblem>;

/** What is looked at, where, and by which definitions. */
interface Place {
  readonly value: JsonValue;
  readonly path: string;
  readonly root: JsonObject;
}

/**
 * Checks a document against a schema, for the keywords that ours use. The schema is trusted, the
 * document is not; it must be a tree, as JSON is.
 * @see https://json-schema.org/draft/2020-12
 */
export const schemaProblems = (schema: JsonObject, document: JsonValue): Problems =>
  check(schema, { value: document, path: '', root: schema });

function* check(schema: Schema, place: Place): Problems {
  if (schema === false) {
    yield problem(place, 'This cannot be given together with the rest.');
    return;
  }
  if (!isObject(schema)) return;
  if (typeof schema.$ref === 'string') yield* check(resolve(schema.$ref, place.root), place);
  const type = wrongType(schema, place);
  if (type !== null) {
    yield type;
    return;
  }
  const { value } = place;
  yield* checkValues(schema, place);
  if (typeof value === 'string') yield* checkText(schema, value, place);
  if (typeof value === 'number') yield* checkNumber(schema, value, place);
  if (Array.isArray(value)) yield* checkList(schema, value, place);
  if (isObject(value)) yield* checkObject(schema, value, place);
  for (const part of asList(schema.allOf)) yield* check(part, place);
  if (schema.if === undefined) return;
  const holds = check(schema.if, place).next().done === true;
  yield* check((holds ? schema.then : schema.else) ?? true, place);
}

function wrongType({ type, description }: JsonObject, place: Place): DefinitionProblem | null {
  if (type === undefined) return null;
  const types = asList(type).length > 0 ? asList(type) : [type];
  if (types.some((each) => isOfType(String(each), place.value))) return null;
  const words = types.map((each) => TYPES[String(each)]).join(' or ');
  return problem(place, `Give ${words}.${after(description)}`);
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  null: 'null',
};

function isOfType(type: string, value: JsonValue): boolean {
  if (type === 'integer') return Number.isInteger(value);
  if (type === 'null') return value === null;
  if (type === 'array') return Array.isArray(value);
  return type === 'object' ? isObject(value) : typeof value === type;
}

function* checkValues(schema: JsonObject, place: Place): Problems {
  const allowed = schema.const === undefined ? asList(schema.enum) : [schema.const];
  if (allowed.length === 0 || allowed.includes(place.value as never)) return;
  const meant = typeof place.value === 'string' ? didYouMean(place.value, allowed.map(String)) : '';
  yield problem(place, `Give ${allowed.length > 1 ? 'one of ' : ''}${allowed.join(', ')}.${meant}`);
}

function* checkText(schema: JsonObject, value: string, place: Place): Problems {
  const { minLength = 0, maxLength = Number.POSITIVE_INFINITY, pattern, description } = schema;
  const length = [...value].length;
  if (length < Number(minLength))
    yield problem(place, `Give at least ${many(minLength, 'character')}.`);
  if (length > Number(maxLength))
    yield problem(place, `Give at most ${many(maxLength, 'character')}.`);
  if (typeof pattern === 'string' && !new RegExp(pattern, 'u').test(value)) {
    yield problem(place, `This does not have the right form.${after(description)}`);
  }
}

function* checkNumber(schema: JsonObject, value: number, place: Place): Problems {
  const { minimum, maximum } = schema;
  if (typeof minimum === 'number' && value < minimum)
    yield problem(place, `Give ${minimum} or more.`);
  if (typeof maximum === 'number' && value > maximum)
    yield problem(place, `Give ${maximum} or less.`);
}

function* checkList(schema: JsonObject, list: readonly JsonValue[], place: Place): Problems {
  const { minItems = 0, maxItems = Number.POSITIVE_INFINITY, items } = schema;
  if (list.length < Number(minItems)) yield problem(place, `Give at least ${String(minItems)}.`);
  if (list.length > Number(maxItems)) {
    yield problem(place, `Give at most ${String(maxItems)}.`);
    return;
  }
  if (items === undefined) return;
  for (const [at, value] of list.entries()) yield* check(items, inside(place, String(at), value));
}

function* checkObject(schema: JsonObject, object: JsonObject, place: Place): Problems {
  const { properties, additionalProperties: others = true, propertyNames: names } = schema;
  const known = isObject(properties) ? properties : {};
  const keys = Object.keys(object);
  const { minProperties = 0, maxProperties = Number.POSITIVE_INFINITY } = schema;
  if (keys.length < Number(minProperties)) yield problem(place, 'Give at least one key.');
  if (keys.length > Number(maxProperties)) {
    yield problem(place, `Give at most ${many(maxProperties, 'key')}.`);
    return;
  }
  for (const key of asList(schema.required)) {
    if (!Object.hasOwn(object, String(key)))
      yield problem(inside(place, String(key)), 'This is needed.');
  }
  yield* checkTogether(schema, object, place);
  for (const key of keys) {
    const inner = inside(place, key, object[key]);
    if (names !== undefined) yield* check(names, { ...inner, value: key });
    if (Object.hasOwn(known, key)) yield* check(known[key] ?? true, inner);
    else if (others === false) {
      const meant = didYouMean(key.slice(0, SHOWN), Object.keys(known));
      yield problem(inner, `There is no such key.${meant}`);
    } else yield* check(others, inner);
  }
}

function* checkTogether(schema: JsonObject, object: JsonObject, place: Place): Problems {
  if (!isObject(schema.dependentRequired)) return;
  for (const [key, needed] of Object.entries(schema.dependentRequired)) {
    if (!Object.hasOwn(object, key)) continue;
    for (const other of asList(needed).map(String)) {
      if (Object.hasOwn(object, other)) continue;
      yield problem(inside(place, other), `This is needed together with “${key}”.`);
    }
  }
}

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const asList = (value: JsonValue | undefined): readonly JsonValue[] =>
  Array.isArray(value) ? value : [];

/** Characters of a key that are shown: one that is not known may be anything. */
const SHOWN = 100;

function inside({ path, root }: Place, key: string, value: JsonValue = null): Place {
  const name = key.slice(0, SHOWN);
  return { value, path: path === '' ? name : `${path}.${name}`, root };
}

const problem = ({ path }: Place, message: string): DefinitionProblem => ({ path, message });

const many = (count: JsonValue, noun: string): string =>
  `${String(count)} ${noun}${count === 1 ? '' : 's'}`;

const after = (description: JsonValue | undefined): string =>
  typeof description === 'string' ? ` ${description}` : '';

function resolve(ref: string, root: JsonObject): Schema {
  const name = ref.slice('#/$defs/'.length);
  return isObject(root.$defs) ? (root.$defs[name] ?? true) : true;
}
