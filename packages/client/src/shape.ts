/**
 * What a value must be to be taken for the gateway's: a scalar (`?`: or null), anything at all,
 * a list, or an object.
 */
export type Shape =
  | 'string'
  | 'string?'
  | 'number'
  | 'number?'
  | 'boolean'
  | 'any'
  | [Shape]
  | Keys;

/** The keys that an object must have at least. */
export interface Keys {
  readonly [key: string]: Shape;
}

/** A key of an object, or `key.inner` of an object below it. */
export type Paths<Item> = { [Key in keyof Item & string]: Key | InnerPaths<Item, Key> }[keyof Item &
  string];

type InnerPaths<Item, Key extends keyof Item & string> = Item[Key] extends
  | Scalar
  | readonly unknown[]
  ? never
  : `${Key}.${keyof Item[Key] & string}`;

type Scalar = string | number | boolean | null | undefined;

/** What is known of an object of which only some {@link Paths} were checked. */
export type Picked<Item, Path extends string> = Pick<
  Item,
  (Path extends `${infer Key}.${string}` ? Key : Path) & keyof Item
>;

const isObject = (value: unknown): value is { readonly [key: string]: unknown } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether a value has a shape. */
export function fits(value: unknown, shape: Shape): boolean {
  if (shape === 'any') return value !== undefined;
  if (typeof shape === 'string') {
    return shape.endsWith('?')
      ? value === null || typeof value === shape.slice(0, -1)
      : typeof value === shape;
  }
  if (Array.isArray(shape)) {
    const [item] = shape;
    return Array.isArray(value) && value.every((each) => fits(each, item));
  }
  return isObject(value) && Object.entries(shape).every(([key, each]) => fits(value[key], each));
}

/** The part of a shape at some {@link Paths}. */
export function only(keys: Keys, paths: readonly string[]): Keys {
  const heads = new Set(paths.map((path) => path.split('.', 1)[0] as string));
  return Object.fromEntries(
    [...heads].map((head) => {
      const whole = keys[head] as Shape;
      const inner = paths.filter((path) => path.startsWith(`${head}.`));
      const below = inner.map((path) => path.slice(head.length + 1));
      return [head, inner.length === 0 ? whole : only(whole as Keys, below)];
    }),
  );
}
