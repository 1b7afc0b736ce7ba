import { openApi, VERSION } from '@signal-hooks/gateway';
import { NOTICE, table } from '@signal-hooks/recipes';

/** What the page shows of a JSON Schema. */
interface Schema {
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: Schema;
  readonly description?: string;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly $ref?: string;
}

interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: boolean;
  readonly description?: string;
  readonly schema: Schema;
}

interface Operation {
  readonly operationId: string;
  readonly tags: readonly [string];
  readonly summary: string;
  readonly description?: string;
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: {
    readonly content: Readonly<Record<string, { readonly schema: Schema }>>;
  };
}

interface OpenApi {
  readonly tags: readonly { readonly name: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

interface Row {
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
}

/** The page of the API: every operation with what it takes, and a command that calls it. */
export function apiPage(): string {
  const { tags, paths } = openApi(VERSION) as unknown as OpenApi;
  const rows: readonly Row[] = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method, path, operation })),
  );
  const parts = [
    `${NOTICE}\n# HTTP API`,
    'Everything that the console and the command line do goes through these operations. The gateway ' +
      'describes them at `/openapi.json` ([here](openapi.json)), answers included; a token is made with ' +
      '`signal-hooks token create`. What is refused is answered as `application/problem+json` with ' +
      'a [code](errors.md) and, for a field, its place in the body. To try them in a browser, open ' +
      '**Tokens** → **Try the API** in [the console](../how-to/sign-in-to-the-console.md).',
    'The examples take the address and a token from the environment:',
    '```sh\nexport GATEWAY=https://hooks.example.com\nexport TOKEN=…\n```',
    ...tags.map(({ name }) => {
      const own = rows.filter(({ operation }) => operation.tags[0] === name);
      return [`## ${name}`, ...own.map(section)].join('\n\n');
    }),
  ];
  return `${parts.join('\n\n')}\n`;
}

function section(row: Row): string {
  const { operation, method, path } = row;
  const { parameters = [], requestBody, security, summary, description } = operation;
  const scopes = security.flatMap(({ bearer }) => bearer ?? []);
  const parts = [
    `### ${summary}`,
    `\`${method.toUpperCase()} ${path}\`${scopes.length === 0 ? '' : `, with the scope ${scopes.map((scope) => `\`${scope}\``).join(' or ')}`}`,
  ];
  if (description !== undefined) parts.push(description);
  const listed = parameters.filter(({ in: where }) => where !== 'path');
  if (listed.length > 0) parts.push(table(['parameter', '', ''], listed.map(parameterRow)));
  const body = requestBody?.content['application/json']?.schema;
  if (body?.properties !== undefined) parts.push(bodyTable(body));
  parts.push(`\`\`\`sh\n${call(row, body)}\n\`\`\``);
  return parts.join('\n\n');
}

const parameterRow = ({ name, schema, required, description }: Parameter): string[] => [
  `\`${name}\``,
  kindOf(schema) + (required === true ? ', required' : ''),
  describe({ ...schema, ...(description === undefined ? {} : { description }) }),
];

const bodyTable = ({ properties = {}, required = [] }: Schema): string =>
  table(
    ['field', '', ''],
    Object.entries(properties).map(([name, schema]) => [
      `\`${name}\``,
      kindOf(schema) + (required.includes(name) ? ', required' : ''),
      describe(schema),
    ]),
  );

function kindOf({ type, format, items, enum: values, $ref }: Schema): string {
  if (values !== undefined) return values.map((value) => `\`${value}\``).join(', ');
  if ($ref !== undefined) return $ref.replace(/.*\//, '');
  const kind = (Array.isArray(type) ? type : [type ?? 'any']).join(' or ');
  if (type === 'array' && items !== undefined) return `list of ${kindOf(items)}`;
  return format ?? kind;
}

function describe({ description, default: value, minimum, maximum }: Schema): string {
  const range = minimum === undefined || maximum === undefined ? '' : `${minimum} to ${maximum}.`;
  const isSaid = value !== undefined && value !== null && !Array.isArray(value);
  return [description, range, isSaid ? `Default: ${value}.` : '']
    .filter(Boolean)
    .join(' ')
    .replaceAll('<', '\\<');
}

/** A command that can be run once the ids in it are replaced. */
function call({ method, path, operation }: Row, body: Schema | undefined): string {
  const words = ['curl'];
  if (method !== 'get') words.push(`--request ${method.toUpperCase()}`);
  if (operation.security.length > 0) words.push('--header "Authorization: Bearer $TOKEN"');
  if (body !== undefined) {
    words.push(`--json '${JSON.stringify(exampleOf(body)).replaceAll("'", "'\\''")}'`);
  }
  words.push(`"$GATEWAY${path.replace(/\{(\w+)\}/g, (_all, name: string) => name.toUpperCase())}"`);
  return words.join(' ');
}

/** What is required, else the first field, with a value of its kind. */
function exampleOf(schema: Schema): unknown {
  const { type, enum: values, properties = {}, required = [], items } = schema;
  if (values !== undefined) return values[0];
  const kind = Array.isArray(type) ? type[0] : type;
  if (kind === 'object') {
    const names = required.length > 0 ? required : Object.keys(properties).slice(0, 1);
    return Object.fromEntries(
      names.map((name) => [name, exampleOf(properties[name] ?? { type: 'string' })]),
    );
  }
  if (kind === 'array') return items === undefined ? [] : [exampleOf(items)];
  if (kind === 'integer' || kind === 'number') return schema.minimum ?? 1;
  if (kind === 'boolean') return true;
  return schema.format === 'date-time' ? '2026-11-27T00:00:00Z' : '…';
}
