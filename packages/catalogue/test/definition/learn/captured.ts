import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  completeDefinition,
  type DefinitionInput,
  defineProvider,
  type FieldInput,
  type JsonObject,
  type Provider,
  parsePayload,
} from '../../../src/index.ts';

const FOLDER = join(__dirname, 'products');

/** A product's request, and by hand what must be learned of it. */
export interface Product {
  readonly name: string;
  readonly payload: JsonObject;
  readonly headers: Record<string, string>;
  readonly expected: {
    readonly fields: readonly string[];
    readonly asks: Readonly<Record<string, string>>;
    readonly [part: string]: unknown;
  };
}

/** Read as a request is: integers that a double cannot hold are texts. */
export const payloadOf = (text: string): JsonObject => {
  const parsed = parsePayload(Buffer.from(text));
  if (!parsed.ok) throw new TypeError(parsed.explanation);
  return parsed.payload;
};

export const PRODUCTS: readonly Product[] = readdirSync(FOLDER).map((file) => {
  const whole = payloadOf(readFileSync(join(FOLDER, file), 'utf8'));
  return { ...(whole as unknown as Product), name: file.replace('.json', '') };
});

export const productOf = (name: string): Product => {
  const found = PRODUCTS.find((product) => product.name === name);
  if (found === undefined) throw new RangeError(`there is no ${name}.json`);
  return found;
};

export const compile = (definition: DefinitionInput): Provider =>
  defineProvider(definition.id, completeDefinition(definition));

/** One line each: key, label, type, path; the columns of a list below it. */
export const linesOf = (fields: readonly FieldInput[], within = ''): string[] =>
  fields.flatMap((field) => [
    [within + field.key, field.label, field.type, field.from].join(' | '),
    ...(field.type === 'list' ? linesOf(field.items, `${field.key}[].`) : []),
  ]);

/** The record of a payload. */
export const recordOf = (provider: Provider, payload: JsonObject) =>
  provider.mapRecord(payload, {
    event_id: 'evt_1',
    provider: provider.id,
    event_type: 'any',
    received_at: '2026-04-25T14:30:12.000Z',
  });
