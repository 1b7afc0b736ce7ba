import { digestOf } from '@signal-hooks/catalogue';
import { type Box, boxOf, placeOf, setUpBox } from './canvas.ts';
import type { Link, NodeSpec, Recipe, Step } from './recipe.ts';
import { INSTALL } from './texts.ts';
import { publishingSteps } from './triggers.ts';

/** Colours of notes, by n8n's numbers. */
const [YELLOW, GREY] = [1, 7];

/**
 * A recipe as n8n's export: without credentials, without anything of the n8n it was made in.
 * https://docs.n8n.io/workflows/export-import/
 */
export function toWorkflow(recipe: Recipe): object {
  return {
    name: recipe.name,
    nodes: [...notesOf(recipe), ...recipe.steps.map((step) => toNode(recipe, step))],
    connections: toConnections(recipe.links),
    pinData: {},
    active: false,
    settings: { executionOrder: 'v1' },
    meta: { templateCredsSetupCompleted: false },
  };
}

/** The same every time, different for each name: a version 4 UUID by its looks. */
function idOf(...names: readonly string[]): string {
  return digestOf(names.join('/')).replace(
    /^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/,
    '$1-$2-4$3-8$4-$5',
  );
}

function toNode({ slug }: Recipe, step: Step): object {
  const { name, type, typeVersion, parameters, isWebhook }: NodeSpec = step.node;
  const { failing, alwaysOutputData, onError } = step.node;
  return {
    parameters: withIds(parameters, [slug, name]),
    id: idOf(slug, name),
    name,
    type,
    typeVersion,
    position: placeOf(step),
    ...(isWebhook && { webhookId: idOf(slug, name, 'webhook') }),
    ...failing,
    ...(alwaysOutputData && { alwaysOutputData }),
    ...(onError && { onError }),
  };
}

/** The rows of conditions and assignments need ids of their own. */
function withIds(value: unknown, path: readonly string[]): unknown {
  if (Array.isArray(value)) {
    return value.map((each, at) => withIds(each, [...path, String(at)]));
  }
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, each]) => [key, withIds(each, [...path, key])]);
  const isRow = 'operator' in value || ('name' in value && 'type' in value);
  return { ...(isRow && { id: idOf(...path) }), ...Object.fromEntries(entries) };
}

function notesOf(recipe: Recipe): object[] {
  const text = setUpText(recipe);
  const setUp = toNote(recipe, 'Set-up', text, setUpBox(text, recipe.steps), YELLOW);
  const others = recipe.notes.map((note, at) =>
    toNote(recipe, `Note ${at + 1}`, note.text, boxOf(note), GREY),
  );
  return [setUp, ...others];
}

function toNote({ slug }: Recipe, name: string, content: string, box: Box, color: number): object {
  const { x, y, width, height } = box;
  return {
    parameters: { content, height, width, color },
    id: idOf(slug, name),
    name,
    type: 'n8n-nodes-base.stickyNote',
    typeVersion: 1,
    position: [x, y],
  };
}

function setUpText({ name, about, setUp, failure, trigger }: Recipe): string {
  const publishing = publishingSteps(trigger);
  const install = publishing.length > 0 ? [INSTALL] : [];
  const all = [...install, ...setUp, ...publishing];
  const list = all.map((step, at) => `${at + 1}. ${step}`).join('\n');
  const parts = [`## ${name}`, about, '### Set it up', list, '### If something fails', failure];
  return parts.join('\n\n');
}

/** By node and output, the nodes that come next. */
function toConnections(links: readonly Link[]): object {
  const connections: Record<string, { main: { node: string; type: 'main'; index: 0 }[][] }> = {};
  for (const { from, to, output } of links) {
    connections[from] ??= { main: [] };
    const { main } = connections[from];
    while (main.length <= output) main.push([]);
    main[output]?.push({ node: to, type: 'main', index: 0 });
  }
  return connections;
}
