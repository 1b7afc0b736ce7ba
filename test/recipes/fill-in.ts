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
const CREDENTIALS: Readonly<Record<string, string>> = {
  'n8n-nodes-base.googleSheets': 'googleSheetsOAuth2Api',
  'n8n-nodes-base.slack': 'slackApi',
  'n8n-nodes-base.hubspot': 'hubspotAppToken',
  'n8n-nodes-base.airtable': 'airtableTokenApi',
  'n8n-nodes-base.notion': 'notionApi',
  'n8n-nodes-base.salesforce': 'salesforceOAuth2Api',
  'n8n-nodes-base.microsoftTeams': 'microsoftTeamsOAuth2Api',
  'n8n-nodes-base.telegram': 'telegramApi',
  'n8n-nodes-signal-hooks.signalHooksTrigger': 'signalHooksApi',
  'n8n-nodes-signal-hooks.signedWebhookTrigger': 'signedWebhookApi',
  ...Object.fromEntries(
    Object.values(PROVIDERS).map((provider) => [
      `n8n-nodes-signal-hooks.${nodeNameOf(provider)}`,
      credentialNameOf(provider),
    ]),
  ),
};

/** The type of credential that a node needs, if any; a request says it itself. */
export const credentialTypeOf = ({ type, parameters }: FileNode): string | undefined =>
  (parameters.nodeCredentialType as string | undefined) ?? CREDENTIALS[type];

/** A recipe as it is when its user has filled it in; nothing else is changed. */
export function fillIn(recipe: WorkflowFile, id: string, choices: Choices): object {
  const nodes = recipe.nodes.map((node) => {
    const type = credentialTypeOf(node);
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

/** What the user of Airtable, Notion, Teams and Telegram has made there. */
export const MADE = {
  base: 'appRecipes0000001',
  table: 'tblSignals0000001',
  dataSource: '6a1f0c1e-52d0-4b8e-9f37-0c2b5f9f4d11',
  team: '02bd9fd6-8f93-4758-87c3-1fb73740a315',
  channel: '19:signals@thread.tacv2',
  chat: '-1001234567890',
} as const;

function chosen({ name, parameters }: FileNode, { spreadsheet, channels }: Choices): object {
  const entered = {
    'Your spreadsheet': addressOf(spreadsheet),
    'Your table': `https://airtable.com/${MADE.base}/${MADE.table}/viwSignals000001?blocks=hide`,
    'Your data source': MADE.dataSource,
  }[name];
  if (entered !== undefined) {
    const { assignments } = parameters.assignments as { readonly assignments: readonly object[] };
    const filled = assignments.map((each) => ({ ...each, value: entered }));
    return { assignments: { assignments: filled } };
  }
  if (name === 'Signed Webhook Trigger') return ANY_SENDER;
  if ('teamId' in parameters) {
    return { teamId: fromList(MADE.team), channelId: fromList(MADE.channel) };
  }
  if ('chatId' in parameters) return { chatId: MADE.chat };
  if ('channelId' in parameters) return { channelId: fromList(channels[name]) };
  return {};
}
