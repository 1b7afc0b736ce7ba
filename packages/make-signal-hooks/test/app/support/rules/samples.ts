import { type App, componentsOf, type Loose } from '../app.ts';
import { operationOf, RECORD, type Schema, stepInto } from '../openapi.ts';
import { type Rule, unless, unlessSame } from './rule.ts';

/** "Make uses ISO 8601 format: YYYY-MM-DDTHH:mm:ss.sssZ"; other dates would have to be parsed. */
const DATE = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

/** Whether a value is of one of Make's types. */
const FITS: Readonly<Record<string, (value: Loose) => boolean>> = {
  text: (value) => typeof value === 'string',
  url: (value) => /^https?:\/\//.test(value),
  email: (value) => /^[^\s@]+@[^\s@]+$/.test(value),
  date: (value) => DATE.test(value),
  boolean: (value) => typeof value === 'boolean',
  number: (value) => typeof value === 'number',
  integer: (value) => Number.isInteger(value),
  uinteger: (value) => Number.isInteger(value) && value >= 0,
  array: (value) => Array.isArray(value),
  collection: (value) => typeof value === 'object' && !Array.isArray(value),
  any: () => true,
};

const fieldsOf = (fields: Loose): Loose[] =>
  fields.filter((field: Loose) => typeof field === 'object');

/** What of a sample does not fit the interface; every field must hold something. */
function sampleFindings(fields: readonly Loose[], sample: Loose): string[] {
  const names = fields.map(({ name }) => name);
  return [
    ...unlessSame(Object.keys(sample), names, 'keys'),
    ...fields.flatMap(({ name, type, spec }) => {
      const value = sample[name];
      if (!FITS[type]?.(value)) return [`${name} is no ${type}`];
      if (type !== 'array' || !Array.isArray(spec)) return [];
      return [
        ...unless(value.length > 0, `${name} is empty`),
        ...value.flatMap((row: Loose) => sampleFindings(spec, row)),
      ];
    }),
  ];
}

/** Make's types for what an answer can hold. */
function typesFor(schema: Schema): readonly string[] {
  const [type] = [schema?.type].flat();
  if (schema?.format === 'date-time') return ['date'];
  if (type === 'string') return ['text', 'url', 'email'];
  if (type === 'integer') return ['uinteger', 'integer'];
  if (type === 'number') return ['number'];
  if (type === 'boolean') return ['boolean'];
  if (type === 'object') return ['collection'];
  return type === 'array' ? ['array'] : [];
}

/** What of an interface the answer does not have, or the other way round. */
function answerFindings(fields: readonly Loose[], schema: Schema): string[] {
  const properties = schema?.properties ?? {};
  return [
    ...unlessSame(
      fields.map(({ name }) => name),
      Object.keys(properties),
      'fields',
    ),
    ...fields.flatMap(({ name, type }) =>
      unless(typesFor(properties[name]).includes(type), `${name} is a ${type}`),
    ),
  ];
}

/** The schema of what a module's bundles are; undefined where the output names each field. */
function bundleSchema({ method, url, response }: Loose): Schema {
  const [, path] = /^\{\{body(?:\.(\w+))?\}\}$/.exec(String(response.output)) ?? [];
  const { answer } = operationOf(method, url) ?? {};
  return path === undefined ? answer : stepInto(answer, path);
}

function moduleFindings(module: Loose): string[] {
  const { about, codes } = module;
  const fields = fieldsOf(codes.interface ?? []);
  if (about.webhook === 'alerts') return alertFindings(fields);
  if (['instant_trigger', 'search'].includes(about.moduleType)) {
    return answerFindings(fields, RECORD);
  }
  const { output } = codes.communication.response;
  if (typeof output !== 'object') {
    return answerFindings(fields, bundleSchema(codes.communication));
  }
  return unlessSame(
    fields.map(({ name }) => name),
    Object.keys(output),
    'fields',
  );
}

/** An alert's fields are a part of the record's, and those of its own; the latter no schema has. */
function alertFindings(fields: readonly Loose[]): string[] {
  const { properties } = RECORD;
  const common = fields.filter(({ name }) => Object.hasOwn(properties, name));
  return [
    ...unless(common.length >= 10, 'the fields of every record'),
    ...common.flatMap(({ name, type }) =>
      unless(typesFor(properties[name]).includes(type), `${name} is a ${type}`),
    ),
    ...unless(
      ['alert_id', 'alert_rule', 'alert_state'].every((own) =>
        fields.some(({ name }) => name === own),
      ),
      'the fields of an alert',
    ),
  ];
}

const eachModule =
  (findings: (module: Loose) => readonly string[]) =>
  (app: App): string[] =>
    componentsOf(app)
      .filter(({ kind }) => kind === 'module')
      .flatMap((module) => findings(module).map((what) => `${module.id}: ${what}`));

/** What can be mapped, and what is shown of it. */
export const SAMPLES: readonly Rule[] = [
  {
    id: 'interface',
    says: 'An output has the fields that the gateway gives, with the right types.',
    findings: eachModule(moduleFindings),
  },
  {
    id: 'samples',
    says: 'A sample has a value of the right type for every field of its output.',
    findings: eachModule(({ codes }) =>
      sampleFindings(fieldsOf(codes.interface ?? []), codes.samples ?? {}),
    ),
  },
];
