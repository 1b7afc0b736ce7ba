/**
 * Make's own schemas of these files come with its editor extension and in no package. Where a
 * folder with them is named, such as a checkout of https://github.com/integromat/vscode-apps-sdk,
 * every file is checked against them:
 * `MAKE_SCHEMAS_DIR=… jest packages/make-signal-hooks/test/app/schemas.test.ts`
 */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type App, readApp } from './support/app.ts';

/** Which schema goes for which file, as the extension's package.json says. */
const SCHEMAS: readonly (readonly [file: RegExp, schema: string])[] = [
  [/^makecomapp\.json$/, 'makecomapp.schema.json'],
  [/\/base\.iml\.json$/, 'base.json'],
  [/\.(?:communication|attach|detach)\.iml\.json$/, 'api.json'],
  [/\.(?:(?:static-|mappable-)?params|interface)\.iml\.json$/, 'parameters.json'],
  [/\.samples\.iml\.json$/, 'samples.json'],
];

/** Checks a value against one of the schemas. @returns what is wrong */
type Check = (schema: string, value: unknown) => string[];

const folder = process.env.MAKE_SCHEMAS_DIR ?? '';

/** Why nothing is checked; nothing if all is there. */
function missing(): string | undefined {
  if (folder === '') return 'MAKE_SCHEMAS_DIR is not set';
  try {
    require.resolve('ajv');
    return undefined;
  } catch {
    return 'ajv is not installed';
  }
}

function readSchemas(): Check {
  const { Ajv } = require('ajv') as typeof import('ajv');
  const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false, logger: false });
  const base = 'https://make.example/';
  const wanted = /^(?!package|tsconfig)[a-z-]+(?:\.schema)?\.json$/;
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const isSchema = /schemas$/.test(entry.parentPath) || entry.parentPath === folder;
    if (!entry.isFile() || !isSchema || !wanted.test(entry.name)) continue;
    const text = readFileSync(join(entry.parentPath, entry.name), 'utf8');
    ajv.addSchema(JSON.parse(text), base + entry.name);
  }
  return (schema, value) => {
    const validate = ajv.getSchema(base + schema);
    if (validate === undefined) throw new Error(`${folder} has no ${schema}`);
    validate(value);
    return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
  };
}

const filesOf = ({ manifest, files }: App): [path: string, value: unknown][] =>
  Object.entries<unknown>({ 'makecomapp.json': manifest, ...files }).filter(([path]) =>
    path.endsWith('.json'),
  );
const schemaOf = (path: string): string => SCHEMAS.find(([file]) => file.test(path))?.[1] ?? '';

test('there is a schema for every file', () => {
  expect(filesOf(readApp()).filter(([path]) => schemaOf(path) === '')).toEqual([]);
});

const reason = missing();
if (reason !== undefined) {
  test.skip(`${reason}: the files were not checked against Make’s schemas`, () => {});
} else {
  const check = readSchemas();

  test.each(filesOf(readApp()))('%s is valid for Make', (path, value) => {
    expect(check(schemaOf(path), value)).toEqual([]);
  });

  /** One thing that each schema must notice, or the check would be worth nothing. */
  test.each([
    ['makecomapp.schema.json', { fileVersion: 1 }],
    ['base.json', { baseURL: 'https://hooks.example.com' }],
    ['api.json', { url: '/v1/events', method: 'FETCH' }],
    ['api.json', { url: '/v1/events', response: { error: { type: 'DataError' } } }],
    ['parameters.json', [{ name: 'x', type: 'string' }]],
    ['samples.json', []],
  ])('%s notices %j', (schema, value) => {
    expect(check(basename(schema), value)).not.toEqual([]);
  });
}
