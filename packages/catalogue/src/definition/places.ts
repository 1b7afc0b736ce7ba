const PLACE = /\{([^{}]*)\}/;

/**
 * Compiles a text with places such as `{id}`.
 * @throws {TypeError} for a place that is none of these names
 */
export function compilePlaces<Name extends string>(
  text: string,
  names: readonly Name[],
): (values: Readonly<Record<Name, string>>) => string {
  const parts = text.split(PLACE);
  const unknown = parts.find((part, at) => at % 2 === 1 && !names.includes(part as Name));
  if (unknown !== undefined) throw new TypeError(`there is no place {${unknown}} in "${text}"`);
  return (values) => parts.map((part, at) => (at % 2 === 0 ? part : values[part as Name])).join('');
}
