/**
 * The client of the gateway's API: from each operation a function, from each schema a type, and
 * the keys by which an answer is recognised.
 */
import { capitalised } from '@signal-hooks/catalogue';
import { openApi, VERSION } from '@signal-hooks/gateway';
import { constantName, keysOf, refName, type Schema, typeName, typeOf } from './client-types.ts';
import { formatted } from './format.ts';

const FOLDER = 'packages/client/src/generated';

interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query';
  readonly required: boolean;
  readonly description?: string;
  readonly schema: Schema;
}

interface Body {
  readonly required?: boolean;
  readonly content?: Readonly<Record<string, { readonly schema: Schema }>>;
}

interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly security: readonly { readonly bearer?: readonly string[] }[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: Body;
  readonly responses: Readonly<Record<string, Body>>;
}

interface Api {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

const doc = (...sentences: (string | undefined)[]): string => {
  const text = sentences
    .filter((sentence) => sentence !== undefined)
    .map((sentence) => (/[.:]$/.test(sentence) ? sentence : `${sentence}.`))
    .join(' ');
  return `/** ${text.replaceAll('*/', '* /')} */`;
};

/** The declaration of an object's type. */
function declaration(name: string, schema: Schema, base?: readonly [string, Schema]): string {
  const known = Object.keys(base?.[1].properties ?? {});
  const properties = Object.entries(schema.properties ?? {}).filter(
    ([key]) => !known.includes(key),
  );
  const own = { ...schema, properties: Object.fromEntries(properties) };
  const head = base === undefined ? name : `${name} extends ${base[0]}`;
  return `export interface ${head} ${typeOf(own)}`;
}

/** An object that is part of this one: as the source is of the source with its secret. */
function baseOf(
  schema: Schema,
  before: readonly (readonly [string, Schema])[],
): readonly [string, Schema] | undefined {
  const all = schema.properties ?? {};
  return before.find(([, { properties = {} }]) =>
    Object.entries(properties).every(
      ([key, each]) => JSON.stringify(all[key]) === JSON.stringify(each),
    ),
  );
}

function components({ components: { schemas } }: Api): string[] {
  const rows = Object.entries(schemas).map(([name, schema]) => [typeName(name), schema] as const);
  return rows.flatMap(([name, schema], at) => {
    // Of an error only the codes are needed: `errors.ts` reads the rest.
    if (name === 'Problem') return [];
    const base = baseOf(schema, rows.slice(0, at));
    const inherited = base === undefined ? '' : `...${constantName(base[0])}, `;
    const known = base === undefined ? {} : (base[1].properties ?? {});
    const keys = keysOf(schema, (key) => !(key in known));
    return [
      doc(schema.description ?? `The schema ${name}`),
      declaration(name, schema, base),
      `const ${constantName(name)}: Keys = { ${inherited}${keys} };`,
    ];
  });
}

/** Types that are used in several places and are no components: they have a title. */
function titled(api: unknown, found: Map<string, Schema> = new Map()): Map<string, Schema> {
  if (typeof api !== 'object' || api === null) return found;
  const schema = api as Schema;
  if (schema.type === 'object' && typeof schema.title === 'string') found.set(schema.title, schema);
  for (const each of Object.values(api)) titled(each, found);
  return found;
}

function operation(method: string, path: string, row: Operation): string[] {
  const { operationId, parameters = [], requestBody } = row;
  const declared: string[] = [];
  const takes: string[] = [];
  const sends = [`method: '${method.toUpperCase()}'`, `path: ${pathOf(path)}`];
  if (path.includes('{id}')) takes.push('id: string');
  const query = parameters.filter((each) => each.in === 'query');
  const argument = (kind: 'query' | 'body', schema: Schema, isOptional: boolean): void => {
    const name = capitalised(operationId) + capitalised(kind);
    declared.push(doc(`The ${kind} of {@link ${operationId}}`), declaration(name, schema));
    takes.push(`${kind}: ${name}${isOptional ? ' = {}' : ''}`);
    sends.push(kind === 'query' ? 'query' : 'json: body');
  };
  if (query.length > 0) argument('query', querySchema(query), !query.some((each) => each.required));
  const body = requestBody?.content?.['application/json']?.schema;
  if (body !== undefined) argument('body', body, requestBody?.required !== true);
  const [type, made] = answer(row);
  const scope = row.security.flatMap(({ bearer = [] }) => bearer)[0];
  const needs = scope === undefined ? undefined : `Needs the scope \`${scope}\``;
  return [
    ...declared,
    doc(row.summary, row.description, needs),
    `export const ${operationId} = (${takes.join(', ')}): ${type} => ${made(`{ ${sends.join(', ')} }`)};`,
  ];
}

const pathOf = (path: string): string =>
  path.includes('{id}') ? `\`${path.replace('{id}', `\${encodeURIComponent(id)}`)}\`` : `'${path}'`;

const querySchema = (parameters: readonly Parameter[]): Schema => ({
  type: 'object',
  required: parameters.filter(({ required }) => required).map(({ name }) => name),
  properties: Object.fromEntries(
    parameters.map(({ name, schema, description }) => [
      name,
      { ...schema, ...(description === undefined ? {} : { description }) },
    ]),
  ),
});

/** The type of a call, and what makes it. */
function answer({ responses }: Operation): [type: string, make: (sent: string) => string] {
  const success = Object.keys(responses).find((status) => /^2/.test(status)) ?? '';
  const content = responses[success]?.content;
  if (content === undefined) return ['Call<null>', (sent) => `emptyCall(${sent})`];
  const schema = content['application/json']?.schema;
  if (schema === undefined) return ['Call<string>', (sent) => `textCall(${sent})`];
  const row = schema.properties?.data?.items?.$ref;
  const name = refName(row ?? schema.$ref);
  if (row !== undefined) {
    return [`ListCall<${name}>`, (sent) => `listCall(${sent}, ${constantName(name)})`];
  }
  return name === ''
    ? [`ObjectCall<${typeOf(schema)}>`, (sent) => `objectCall(${sent}, { ${keysOf(schema)} })`]
    : [`ObjectCall<${name}>`, (sent) => `objectCall(${sent}, ${constantName(name)})`];
}

/** The client's generated files. */
export function clientFiles(): [path: string, content: string][] {
  const api = openApi(VERSION) as unknown as Api;
  return [file('error-codes', errorCodes(api)), file('operations', operations(api))];
}

function errorCodes({ components: { schemas } }: Api): string[] {
  const codes = schemas.Problem?.properties?.code?.enum ?? [];
  return [
    doc('Every code of the gateway’s error reference'),
    `export const ERROR_CODES = [${codes.map((code) => `'${code}'`).join(', ')}] as const;`,
    doc('A code of the gateway’s error reference'),
    'export type ErrorCode = (typeof ERROR_CODES)[number];',
  ];
}

function operations(api: Api): string[] {
  return [
    "import { type Call, emptyCall, type ListCall, listCall, type ObjectCall, objectCall, textCall } from '../call.ts';",
    "import type { Keys } from '../shape.ts';",
    ...[...titled(api)].flatMap(([name, schema]) => [
      doc(schema.description ?? `The schema ${name}`),
      declaration(name, schema),
    ]),
    ...components(api),
    ...Object.entries(api.paths).flatMap(([path, methods]) =>
      Object.entries(methods).flatMap(([method, row]) => operation(method, path, row)),
    ),
  ];
}

/** A file, laid out by the repository's formatter: people read it. */
function file(name: string, pieces: readonly string[]): [path: string, content: string] {
  const path = `${FOLDER}/${name}.ts`;
  const source = pieces.map((each) => (each.startsWith('/**') ? `\n${each}` : each)).join('\n');
  const notice =
    '// generated by scripts/generate/client.ts from the gateway’s openapi.json, do not edit';
  return [path, formatted(path, `${notice}\n${source}`)];
}
