/**
 * A version as Zapier takes it: without dots in its label. `1.0.0-rc.0` becomes `1.0.0-rc-0`.
 * @see https://github.com/zapier/zapier-platform/blob/main/packages/schema/docs/build/schema.md#versionschema
 */
export const zapierVersion = (version: string): string => {
  const [numbers, ...label] = version.split('-');
  return [numbers, ...label.map((part) => part.replaceAll('.', '-'))].join('-');
};
