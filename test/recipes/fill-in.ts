import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { credentialNameOf, nodeNameOf, PROVIDERS } from '@signal-hooks/catalogue';
import type { CredentialRef } from '../support/n8n-client.ts';

/** Where the recipes are committed. */
export const FOLDER = fileURLToPath(new URL('../../recipes/n8n/', import.meta.url));

/** A node of a workflow's file. */
export interface FileNode {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly typeVersion: number;
  readonly position: readonly [x: number, y: number];
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly webhookId?: string;
  readonly retryOnFail?: boolean;
  readonly onError?: string;
}

/** A workflow's file. */
export interface WorkflowFile {
  readonly name: string;
  readonly nodes: readonly FileNode[];
  readonly connections: Readonly<
    Record<string, { readonly main: readonly (readonly { readonly node: string }[])[] }>
  >;
  readonly settings: Readonly<Record<string, unknown>>;
}

/** The recipes by the names of their files, without `.json`. */
export function readRecipes(): ReadonlyMap<string, WorkflowFile> {
  const files = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));
  return new Map(
    files.map((name) => [
      name.replace(/\.json$/, ''),
      JSON.parse(readFileSync(join(FOLDER, name), 'utf8')) as WorkflowFile,
    ]),
  );
}

/** What a user chooses in a recipe. */
export interface Choices {
  /** By type of credential. */
  readonly credentials: Readonly<Record<string, CredentialRef>>;
  /** Id of the spreadsheet. */
  readonly spreadsheet: string;
  /** Ids of Slack channels by the names of their nodes. */
  readonly channels: Readonly<Record<string, string>>;
  /** Id of the workflow that tells of failures. */
  readonly errorWorkflow: string;
}

/** Types of credentials by types of nodes. */
export const CREDENTIALS: Readonly<Record<string, string>> = {
  'n8n-nodes-base.googleSheets': 'googleSheetsOAuth2Api',
  'n8n-nodes-base.slack': 'slackApi',
  'n8n-nodes-base.hubspot': 'hubspotAppToken',
  'n8n-nodes-base.httpRequest': 'hubspotAppToken',
  'n8n-nodes-signal-hooks.signalHooksTrigger': 'signalHooksApi',
  'n8n-nodes-signal-hooks.signedWebhookTrigger': 'signedWebhookApi',
  ...Object.fromEntries(
    Object.values(PROVIDERS).map((provider) => [
      `n8n-nodes-signal-hooks.${nodeNameOf(provider)}`,
      credentialNameOf(provider),
    ]),
  ),
};

/** A recipe as it is when its user has filled it in; nothing else is changed. */
export function fillIn(recipe: WorkflowFile, id: string, choices: Choices): object {
  const nodes = recipe.nodes.map((node) => {
    const type = CREDENTIALS[node.type];
    const ref = type === undefined ? undefined : choices.credentials[type];
    return {
      ...node,
      parameters: { ...node.parameters, ...chosen(node, choices) },
      ...(type !== undefined && { credentials: { [type]: ref } }),
    };
  });
  const settings = { ...recipe.settings, errorWorkflow: choices.errorWorkflow };
  return { ...recipe, id, nodes, settings };
}

/** As the editor notes a choice from a list. */
const fromList = (value: string | undefined): object => ({ __rl: true, mode: 'list', value });

/** The address of a spreadsheet, as the browser shows it. */
export const addressOf = (spreadsheet: string): string =>
  `https://docs.google.com/spreadsheets/d/${spreadsheet}/edit?gid=0#gid=0`;

/** The sender that the user of the recipe for any sender chooses, and one field of their own. */
const ANY_SENDER = {
  preset: 'github',
  fields: { field: [{ name: 'issue_number', path: 'issue.number', type: 'integer' }] },
};

function chosen({ name, parameters }: FileNode, { spreadsheet, channels }: Choices): object {
  if (name === 'Your spreadsheet') {
    const { assignments } = parameters.assignments as { readonly assignments: readonly object[] };
    const value = addressOf(spreadsheet);
    return { assignments: { assignments: assignments.map((each) => ({ ...each, value })) } };
  }
  if (name === 'Signed Webhook Trigger') return ANY_SENDER;
  if ('channelId' in parameters) return { channelId: fromList(channels[name]) };
  return {};
}
