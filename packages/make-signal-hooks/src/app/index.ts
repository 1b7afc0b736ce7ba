/**
 * The Make custom app, made from the catalogue: forms, interfaces, samples, requests and the manifest.
 * Only its README is written by hand.
 *
 * @module
 */
import { BASE } from './base.ts';
import type { Component } from './component.ts';
import { CONNECTION } from './connection.ts';
import { type Json, type JsonRecord, toJson } from './json.ts';
import { MODULES } from './modules.ts';
import { PROCEDURES } from './procedures.ts';
import { ALERTS_WEBHOOK, SIGNALS_WEBHOOK } from './webhooks.ts';

/** The app's folder, from the repository's root. */
const FOLDER = 'packages/make-signal-hooks/app';

const BASE_PATH = 'general/base.iml.json';

const COMPONENTS: readonly Component[] = [
  CONNECTION,
  SIGNALS_WEBHOOK,
  ALERTS_WEBHOOK,
  ...MODULES,
  ...PROCEDURES,
];

const kebab = (id: string): string => id.replace(/(?<=[a-z0-9])(?=[A-Z])/g, '-').toLowerCase();

/** Where Make's editor would put a component's file. */
function pathOf({ kind, id }: Component, code: string): string {
  const name = kebab(id);
  return `${kind}s/${name}/${name}.${kebab(code)}.iml.json`;
}

/** What the manifest says of all components of a kind. */
const entriesOf = (kind: Component['kind']): JsonRecord =>
  Object.fromEntries(
    COMPONENTS.filter((component) => component.kind === kind).map((component) => {
      const paths = Object.keys(component.codes).map((code) => [code, pathOf(component, code)]);
      return [component.id, { ...component.about, codeFiles: Object.fromEntries(paths) }];
    }),
  );

/** In the format of Make's editor; it belongs to nobody's account yet. */
const manifest = (): Json => ({
  fileVersion: 1,
  generalCodeFiles: { base: BASE_PATH, common: null, readme: 'README.md', groups: null },
  components: {
    connection: entriesOf('connection'),
    webhook: entriesOf('webhook'),
    module: entriesOf('module'),
    rpc: entriesOf('rpc'),
    function: {},
    endpoint: {},
  },
  origins: [],
});

/** The committed files: paths from the repository's root, and contents. */
export function appFiles(): ReadonlyMap<string, string> {
  const files: readonly (readonly [path: string, content: Json])[] = [
    ['makecomapp.json', manifest()],
    [BASE_PATH, BASE],
    ...COMPONENTS.flatMap((component) =>
      Object.entries(component.codes).map(
        ([code, content]) => [pathOf(component, code), content] as const,
      ),
    ),
  ];
  return new Map(files.map(([path, content]) => [`${FOLDER}/${path}`, toJson(content)]));
}
