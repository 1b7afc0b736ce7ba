import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Loose } from './app.ts';

/** The committed description of the gateway's API, which a check of its own keeps in step. */
const API: Loose = JSON.parse(
  readFileSync(join(__dirname, '../../../../../docs/reference/openapi.json'), 'utf8'),
);

/** A schema of the description; undefined where it says nothing. */
export type Schema = Loose;

/** Follows references; of what may be null, takes the rest. */
function resolve(schema: Schema): Schema {
  const [only = schema] = (schema?.anyOf ?? []).filter(({ type }: Schema) => type !== 'null');
  const name = /^#\/components\/schemas\/(\w+)$/.exec(only?.$ref ?? '')?.[1];
  return name === undefined ? only : API.components.schemas[name];
}

/** What a key of an object, or a place in a list, holds. Undefined if there is none such. */
export function stepInto(schema: Schema, step: string | number): Schema {
  const at = resolve(schema);
  return resolve(typeof step === 'number' ? at?.items : at?.properties?.[step]);
}

/** One operation of the API. */
export interface Operation {
  /** The keys that its query takes. */
  readonly query: readonly string[];
  /** The schema of its body; undefined if it takes none. */
  readonly body: Schema;
  /** The schema of what it answers; undefined for an answer without a body. */
  readonly answer: Schema;
}

const json = (content: Loose): Schema => resolve(content?.content?.['application/json']?.schema);

/**
 * The operation behind a method and a URL.
 * @param url with `{{…}}` where an id stands
 */
export function operationOf(method: string, url: string): Operation | undefined {
  const path = url
    .replace(/^\{\{(?:connection|temp)\.base_url\}\}/, '')
    .replaceAll(/\{\{.*?\}\}/g, '{id}');
  const found = API.paths[path]?.[method.toLowerCase()];
  if (found === undefined) return undefined;
  const [, answer] =
    Object.entries<Loose>(found.responses).find(([status]) => /^2/.test(status)) ?? [];
  return {
    query: (found.parameters ?? [])
      .filter((parameter: Loose) => parameter.in === 'query')
      .map((parameter: Loose) => parameter.name),
    body: json(found.requestBody),
    answer: json(answer),
  };
}

/** What every error of the gateway looks like. */
export const PROBLEM: Schema = API.components.schemas.Problem;
/** What the gateway delivers. */
export const RECORD: Schema = API.components.schemas.Record;
