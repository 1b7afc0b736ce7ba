/** A JSON Schema, as far as the gateway's description uses it. */
export interface Schema {
  readonly type?: string | readonly string[];
  readonly title?: string;
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly required?: readonly string[];
  readonly $ref?: string;
  readonly anyOf?: readonly Schema[];
  readonly [keyword: string]: unknown;
}

/** TypeScript and the DOM have types of these names. */
const RENAMED: Readonly<Record<string, string>> = { Record: 'EventRecord', Event: 'GatewayEvent' };

/** The name of a component's type. */
export const typeName = (component: string): string => RENAMED[component] ?? component;

/** The type that a reference names; '' without one. */
export const refName = (reference: string | undefined): string =>
  typeName(reference?.replace('#/components/schemas/', '') ?? '');

const kindsOf = ({ type = [] }: Schema): readonly string[] => [type].flat();

/** The TypeScript type of a schema. */
export function typeOf(schema: Schema): string {
  if (schema.$ref !== undefined) return refName(schema.$ref);
  if (schema.anyOf !== undefined) return schema.anyOf.map(typeOf).join(' | ');
  if ('const' in schema) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return schema.enum.map((each) => JSON.stringify(each)).join(' | ');
  return kindsOf(schema)
    .map((kind) => typeOfKind(kind, schema))
    .join(' | ');
}

function typeOfKind(kind: string, schema: Schema): string {
  if (kind === 'integer') return 'number';
  if (kind === 'array') return `readonly (${itemType(schema.items ?? {})})[]`;
  return kind === 'object' ? objectType(schema) : kind;
}

const itemType = (items: Schema): string =>
  items.type === 'object' && items.title !== undefined ? items.title : typeOf(items);

function objectType({ properties = {}, required = [], additionalProperties }: Schema): string {
  const lines = Object.entries(properties).map(([key, schema]) => {
    const { title, description } = schema;
    const words = [title, description].filter((text) => text !== undefined).join(': ');
    const comment = words === '' ? '' : `/** ${words} */\n`;
    const type = itemType(schema);
    return required.includes(key)
      ? `${comment}readonly ${key}: ${type};`
      : `${comment}readonly ${key}?: ${type} | undefined;`;
  });
  const others =
    typeof additionalProperties === 'object' ? typeOf(additionalProperties) : 'unknown';
  const isOpen = additionalProperties !== false && (lines.length === 0 || additionalProperties);
  if (isOpen) lines.push(`readonly [key: string]: ${others};`);
  return `{\n${lines.join('\n')}\n}`;
}

/**
 * The keys that an object of a schema always has, with what each must be, as `Keys` of the
 * client has them.
 * @param isWanted which of them
 */
export function keysOf(schema: Schema, isWanted: (key: string) => boolean = () => true): string {
  const { properties = {}, required = [] } = schema;
  return required
    .filter(isWanted)
    .map((key) => `${key}: ${shapeOf(properties[key] ?? {})}`)
    .join(', ');
}

function shapeOf(schema: Schema): string {
  if (schema.$ref !== undefined) return constantName(refName(schema.$ref));
  const kinds = kindsOf(schema);
  const [kind = ''] = kinds;
  const isNullable = kinds.length === 2 && kinds[1] === 'null';
  if (kind === 'array' && kinds.length === 1) return `[${shapeOf(schema.items ?? {})}]`;
  if (kind === 'object' && kinds.length === 1) return `{ ${keysOf(schema)} }`;
  const scalar = kind === 'integer' ? 'number' : kind;
  const isScalar = ['string', 'number', 'boolean'].includes(scalar);
  if (!isScalar || (kinds.length > 1 && !isNullable)) return "'any'";
  return isNullable ? `'${scalar}?'` : `'${scalar}'`;
}

/** The name of a component's keys. */
export const constantName = (type: string): string =>
  type.replace(/(?<!^)([A-Z])/g, '_$1').toUpperCase();
