import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  andList,
  CONNECTION_SCOPES,
  REPLAY_SCOPES,
  SCOPES,
  type Scope,
  TOKEN_PURPOSES,
} from '@signal-hooks/catalogue';
import type { Operation } from '../../src/http/operation.ts';
import { OPERATIONS } from '../../src/http/operations/index.ts';

const PACKAGES = join(__dirname, '../../..');

/** The texts of a package's own files. */
const read = (...patterns: string[]): readonly string[] =>
  globSync(patterns, {
    cwd: PACKAGES,
    exclude: (path) => /node_modules|test$|dist/.test(String(path)),
  }).map((path) => readFileSync(join(PACKAGES, String(path)), 'utf8'));

/** The operations that sources import from the client. */
function importedOperations(sources: readonly string[]): readonly Operation[] {
  const imports = sources.flatMap((text) =>
    [...text.matchAll(/import \{([^}]*)\} from '@signal-hooks\/client'/g)].flatMap(
      ([, names = '']) => names.split(/[\s,]+/),
    ),
  );
  return OPERATIONS.filter(({ operationId }) => imports.includes(operationId));
}

const CALL =
  /"url": "(?:\{\{[a-z.]+base_url\}\})?(\/v1\/[^"]*)",\s*(?:"encodeUrl": false,\s*)?"method": "([A-Z]+)"/g;

/** The operations that files of Make’s app call, and the one that its form gives as an example. */
function calledOperations(files: readonly string[]): readonly Operation[] {
  return files.flatMap((text) => {
    const calls = [...text.matchAll(CALL)].map(([, path = '', method = '']) => ({ path, method }));
    const example = /For example: `([^`]+)`/.exec(text)?.[1];
    if (example !== undefined) calls.push({ path: example, method: 'GET' });
    return calls.map(({ path, method }) => {
      const template = path.replace(/\{\{[^}]*\}\}/, '{id}');
      const found = OPERATIONS.find(
        (each) => each.path === template && each.method.toUpperCase() === method,
      );
      if (found === undefined) throw new Error(`No operation is ${method} ${path}.`);
      return found;
    });
  });
}

const scopesOf = (operations: readonly Operation[]): readonly Scope[] =>
  [...new Set(operations.map(({ access }) => access))]
    .filter((access) => SCOPES.some((scope) => scope === access))
    .map((access) => access as Scope)
    .sort();

const MAKE = read('make-signal-hooks/app/**/*.iml.json');
const USED: Readonly<Record<keyof typeof CONNECTION_SCOPES, readonly Operation[]>> = {
  zapier: importedOperations(read('zapier-signal-hooks/**/*.ts')),
  make: calledOperations(MAKE),
  n8n: importedOperations(read('n8n-nodes-signal-hooks/**/*.ts')),
  activepieces: importedOperations(read('activepieces-signal-hooks/src/**/*.ts')),
};

test.each(Object.keys(CONNECTION_SCOPES) as (keyof typeof CONNECTION_SCOPES)[])(
  'a token for %s may do what is used there, and nothing else',
  (platform) => {
    expect(scopesOf(USED[platform])).toEqual([...TOKEN_PURPOSES[platform]].sort());
  },
);

test.each(['zapier', 'make', 'activepieces'] as const)(
  'replaying needs what deliveries need on %s',
  (platform) => {
    const deliveries = USED[platform].filter(({ path }) => path.startsWith('/v1/deliveries'));
    expect(scopesOf(deliveries)).toEqual(REPLAY_SCOPES);
  },
);

describe('the files of Make’s app, written by hand,', () => {
  const all = MAKE.join('\n');

  test('ask the connection’s token for its scopes', () => {
    const asked = [...all.matchAll(/contains\(body\.token\.scopes, '([a-z]+:[a-z]+)'\)/g)];
    expect(asked.map(([, scope]) => scope)).toEqual(CONNECTION_SCOPES.make);
    expect(all).toContain(`It needs ${andList(CONNECTION_SCOPES.make)}; make one`);
  });

  test('name the scopes that replaying needs', () => {
    expect(all).toContain(`The API token needs the scopes ${andList(REPLAY_SCOPES)}.`);
  });
});
