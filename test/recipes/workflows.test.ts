import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { nodeNameOf, PROVIDERS } from '@signal-hooks/catalogue';
import { INSTALL_LIMIT_MS, installN8n } from '../support/tools.ts';
import { type FileNode, FOLDER, readRecipes } from './fill-in.ts';

const OWN = 'n8n-nodes-signal-hooks.';
const NOTE = 'n8n-nodes-base.stickyNote';
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/;

/** What recipes call by address, and pages that they refer to. */
const HOSTS = ['api.hubapi.com', 'api.pipedrive.com', 'github.com', 'airtable.com'];

/** What is known of a type of node. */
interface NodeType {
  readonly name: string;
  readonly version: number | readonly number[];
  readonly defaultVersion?: number;
  readonly properties: readonly { readonly name: string }[];
}

/** The node types of the installed n8n. */
let types: readonly NodeType[];

beforeAll(async () => {
  const folder = await installN8n();
  const file = join(folder, 'node_modules/n8n-nodes-base/dist/types/nodes.json');
  types = JSON.parse(readFileSync(file, 'utf8')) as NodeType[];
}, INSTALL_LIMIT_MS);

const recipes = readRecipes();
const guide = readFileSync(join(FOLDER, 'README.md'), 'utf8');

/** A box on the canvas; a node's includes its name below. */
interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

function boxOf({ type, position: [left, top], parameters }: FileNode): Box {
  const isNote = type === NOTE;
  const { values = [] } = (parameters.rules ?? {}) as { readonly values?: readonly unknown[] };
  // More than two ways on make a node higher: one for each rule of a Switch, one for the rest.
  const ofNode = type.endsWith('.switch') && values.length > 1 ? 200 : 136;
  const [width, height] = isNote
    ? [Number(parameters.width), Number(parameters.height)]
    : [96, ofNode];
  return { left, top, right: left + width, bottom: top + height };
}

const overlap = (a: Box, b: Box): boolean =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
const holds = (outer: Box, inner: Box): boolean =>
  outer.left <= inner.left &&
  outer.top <= inner.top &&
  outer.right >= inner.right &&
  outer.bottom >= inner.bottom;

const pairs = <Item>(all: readonly Item[]): [Item, Item][] =>
  all.flatMap((one, at) => all.slice(at + 1).map((other): [Item, Item] => [one, other]));

test('there are as many as the guide lists, and every trigger starts one', () => {
  const listed = [...guide.matchAll(/^File: \[(\S+)\.json\]/gm)].map(([, slug]) => slug);
  expect(listed.sort()).toEqual([...recipes.keys()].sort());
  const triggers = [...recipes.values()].flatMap(({ nodes }) => nodes.map(({ type }) => type));
  expect(triggers).toEqual(
    expect.arrayContaining(
      ['signalHooksTrigger', ...Object.values(PROVIDERS).map(nodeNameOf)].map((name) => OWN + name),
    ),
  );
});

test('no id is used twice', () => {
  const nodes = [...recipes.values()].flatMap((recipe) => recipe.nodes);
  const ids = nodes.flatMap(({ id, webhookId }) => (webhookId ? [id, webhookId] : [id]));
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) expect(id).toMatch(UUID);
});

describe.each([...recipes])('%s', (slug, recipe) => {
  const text = readFileSync(join(FOLDER, `${slug}.json`), 'utf8');
  const notes = recipe.nodes.filter(({ type }) => type === NOTE);
  const nodes = recipe.nodes.filter(({ type }) => type !== NOTE);
  const links = Object.entries(recipe.connections).flatMap(([from, { main }]) =>
    main.flat().map(({ node }) => [from, node] as const),
  );

  test('is an export without anything of the n8n it was made in', () => {
    expect(JSON.parse(text)).toEqual({
      name: expect.stringMatching(/^[A-Z].{10,60}$/),
      nodes: expect.any(Array),
      connections: expect.any(Object),
      pinData: {},
      active: false,
      settings: { executionOrder: 'v1' },
      meta: { templateCredsSetupCompleted: false },
    });
    expect(text).not.toMatch(/credentials"|instanceId|staticData|versionId/);
  });

  test('names nobody and holds no secret', () => {
    expect(text).not.toMatch(/[\w.+-]+@[\w-]+\.[a-z]{2,}/i);
    expect(text).not.toMatch(/xox[abp]-|whsec_|pat-|Bearer |-----BEGIN/);
    const hosts = [...text.matchAll(/https?:\/\/([^/"\s)]+)/g)].map(([, host]) => host);
    for (const host of hosts) expect(HOSTS).toContain(host);
  });

  test('its nodes are of types and versions that n8n has, the newest ones', () => {
    const manifest = readFileSync('packages/n8n-nodes-signal-hooks/package.json', 'utf8');
    for (const { type, typeVersion, parameters, name } of nodes) {
      if (type.startsWith(OWN)) {
        const file = type.slice(OWN.length).replace(/^./, (letter) => letter.toUpperCase());
        expect([name, manifest.includes(`/${file}.node.js`), typeVersion]).toEqual([name, true, 2]);
        continue;
      }
      const versions = types.filter((one) => `n8n-nodes-base.${one.name}` === type);
      const newest = Math.max(...versions.flatMap(({ version }) => version));
      expect([name, typeVersion]).toEqual([name, newest]);
      const known = versions
        .filter(({ version }) => [version].flat().includes(newest))
        .flatMap(({ properties }) => properties.map((property) => property.name));
      expect(known).toEqual(expect.arrayContaining(Object.keys(parameters)));
    }
  });

  test('every node is reached from a trigger', () => {
    const names = nodes.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of links.flat()) expect(names).toContain(name);
    const targets = new Set(links.map(([, to]) => to));
    const starts = nodes.filter(({ name }) => !targets.has(name));
    for (const { type } of starts) expect(type).toMatch(/Trigger$/);
    const isOwn = ({ type }: FileNode): boolean => type.startsWith(OWN);
    for (const { webhookId } of nodes.filter(isOwn)) expect(webhookId).toMatch(UUID);
    expect(nodes.filter(isOwn)).toHaveLength(slug === 'recipe-failures-slack' ? 0 : 1);
  });

  test('nothing on the canvas lies over anything else', () => {
    for (const [one, other] of pairs(nodes)) expect(overlap(boxOf(one), boxOf(other))).toBe(false);
    for (const [one, other] of pairs(notes)) expect(overlap(boxOf(one), boxOf(other))).toBe(false);
    for (const note of notes) {
      for (const node of nodes) {
        const [outer, inner] = [boxOf(note), boxOf(node)];
        expect(!overlap(outer, inner) || holds(outer, inner)).toBe(true);
      }
    }
    // n8n's grid.
    for (const at of recipe.nodes.flatMap(({ position }) => position))
      expect(Math.abs(at % 16)).toBe(0);
  });

  test('a note says how it is set up, and what becomes of an event if something fails', () => {
    const [setUp] = notes.map(({ parameters }) => String(parameters.content));
    expect(setUp).toMatch(/^## .+\n\n.+\n\n### Set it up\n\n1\. .+\n2\. /);
    expect(setUp).toMatch(/\n### If something fails\n\n.+/);
  });

  test('what calls others is tried again; what writes rows cannot write formulas', () => {
    const calling =
      /\.(?:googleSheets|slack|hubspot|httpRequest|airtable|notion|salesforce|microsoftTeams|telegram)$/;
    const mayFail = ({ type, name }: FileNode): boolean =>
      calling.test(type) || name === 'Remove Duplicates';
    // Where the gateway repeats the run, it waits for 15 seconds.
    const isRepeated = text.includes('"respond": "afterRun"');
    const patient = { retryOnFail: true, maxTries: 5, waitBetweenTries: 5000 };
    for (const node of nodes.filter(mayFail)) {
      if (isRepeated) expect(node).not.toHaveProperty('retryOnFail');
      else expect(node).toMatchObject(patient);
    }
    for (const { parameters } of nodes.filter(({ type }) => /\.googleSheets$/.test(type))) {
      expect(parameters).toMatchObject({
        operation: 'appendOrUpdate',
        // What a user changes in this panel empties the rest of it.
        documentId: {
          mode: 'url',
          value: "={{ $('Your spreadsheet').params.assignments.assignments[0].value }}",
        },
        columns: { matchingColumns: ['event_id'] },
        options: { cellFormat: 'RAW', useAppend: true },
      });
    }
  });

  test('it has a picture', () => {
    expect(existsSync(join(FOLDER, `${slug}.png`))).toBe(true);
    expect(guide).toContain(`(${slug}.png)`);
  });
});
