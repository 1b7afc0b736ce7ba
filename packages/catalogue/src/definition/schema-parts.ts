import type { JsonObject } from '../json.ts';

/** Longest text of a definition, in characters. */
export const TEXT: JsonObject = { type: 'string', minLength: 1, maxLength: 1000 };
export const PATH: JsonObject = { type: 'string', minLength: 1, maxLength: 200 };
export const HEADER: JsonObject = {
  type: 'string',
  pattern: '^[a-z0-9-]{1,100}$',
  description: 'The name of a request header, in lower case.',
};
export const STATUS: JsonObject = {
  enum: ['documented', 'seen', 'assumed'],
  description: 'The vendor documents it, public code shows it, or it is assumed.',
};
export const SCALAR: JsonObject = { type: ['string', 'number', 'boolean', 'null'] };

export const ref = (name: string): JsonObject => ({ $ref: `#/$defs/${name}` });
export const listOf = (items: JsonObject, maxItems = 100): JsonObject => ({
  type: 'array',
  items,
  maxItems,
});
export const mapOf = (values: JsonObject, names = '^.{1,100}$'): JsonObject => ({
  type: 'object',
  propertyNames: { type: 'string', pattern: names },
  additionalProperties: values,
  maxProperties: 200,
});

export function object(
  properties: JsonObject,
  required: string[] = Object.keys(properties),
): JsonObject {
  return { type: 'object', properties, required, additionalProperties: false };
}

/**
 * An object that is one of several forms. Each form is recognised by its own keys, so that an error
 * names a key and not "one of nine schemas".
 */
export function forms(
  properties: JsonObject,
  together: Readonly<Record<string, string[]>>,
): JsonObject {
  return {
    type: 'object',
    properties,
    additionalProperties: false,
    minProperties: 1,
    dependentRequired: together,
  };
}
