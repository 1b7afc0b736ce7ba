import { quoted } from '../../app/curl.ts';

/** A JSON schema, as far as a body can be begun from it. */
export interface Schema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: unknown;
}

/** A value in the path or behind the question mark. */
interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query';
  readonly required?: boolean;
  readonly description?: string;
}

/** One operation of the API. */
export interface Operation {
  /** What it is chosen by: `GET /v1/events`. */
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly summary: string;
  readonly description: string;
  readonly parameters: readonly Parameter[];
  /** Null: it takes no body. */
  readonly body: Schema | null;
}

type Content = Readonly<Record<string, { readonly schema?: Schema }>>;

interface DescribedOperation {
  readonly summary?: string;
  readonly description?: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>;
}

/** The gateway's description of its API (OpenAPI), as far as it is used here. */
interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, DescribedOperation>>>>;
}

/** The operations of a description, without streams, whose answer never ends. */
export const operationsOf = (description: object): Operation[] =>
  Object.entries((description as Description).paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([, { responses }]) => responses['200']?.content?.['text/event-stream'] === undefined)
      .map(([method, { summary = '', description: text = '', parameters = [], requestBody }]) => ({
        name: `${method.toUpperCase()} ${path}`,
        method: method.toUpperCase(),
        path,
        summary,
        description: text,
        parameters: parameters.filter(({ in: place }) => place === 'path' || place === 'query'),
        body: requestBody?.content['application/json']?.schema ?? null,
      })),
  );

/** A body with the properties that must be there; all of them are to be filled in. */
export function firstBody({ properties = {}, required = [] }: Schema): string {
  const entries = required.map((key) => [key, beginningOf(properties[key] ?? {})]);
  return JSON.stringify(Object.fromEntries(entries), null, 2);
}

function beginningOf(schema: Schema): unknown {
  if (schema.const !== undefined) return schema.const;
  if (schema.default !== undefined) return schema.default;
  if (schema.enum !== undefined) return schema.enum[0];
  const { type } = schema;
  if (typeof type !== 'string') return null;
  if (type === 'object') return JSON.parse(firstBody(schema));
  if (type === 'array') return [];
  if (type === 'boolean') return false;
  return type === 'integer' || type === 'number' ? 0 : '';
}

/** Where an operation is, with the values that were typed; those that are empty are left out. */
export function addressOf(
  { path, parameters }: Operation,
  values: Readonly<Record<string, string>>,
): string {
  const filled = path.replace(/\{(\w+)\}/g, (_place, name) =>
    encodeURIComponent(values[name] ?? ''),
  );
  const query = parameters
    .filter(({ in: place, name }) => place === 'query' && (values[name] ?? '') !== '')
    .map(({ name }) => `${name}=${encodeURIComponent(values[name] ?? '')}`);
  return query.length === 0 ? filled : `${filled}?${query.join('&')}`;
}

/** The same request as a command for a POSIX shell; the token is in a variable of it. */
export function commandOf({ method }: Operation, url: string, body: string | null): string {
  return [
    `curl -X ${method} ${quoted(url)}`,
    `  -H "Authorization: Bearer $SIGNAL_HOOKS_TOKEN"`,
    ...(body === null
      ? []
      : [`  -H 'content-type: application/json'`, `  --data-raw ${quoted(body)}`]),
  ].join(' \\\n');
}
