import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TOKEN_PURPOSES } from '@signal-hooks/catalogue';
import { CASES } from '../n8n/cases/index.ts';
import {
  startOnLoopback,
  startProviders,
  type Fixture as TriggerFixture,
  tokenOf,
} from '../n8n/fixture.ts';
import { Api } from '../support/api.ts';
import { makeFolder } from '../support/folder.ts';
import { type N8n, startN8n } from '../support/n8n.ts';
import { type CredentialRef, N8nClient } from '../support/n8n-client.ts';
import { AIRTABLE_TOKEN, Airtable } from '../support/recipes/airtable.ts';
import { startEmulatedServices } from '../support/recipes/emulated-service.ts';
import { GOOGLE_ACCOUNT, Google } from '../support/recipes/google.ts';
import { HUBSPOT_KEY, HubSpot } from '../support/recipes/hubspot.ts';
import { NOTION_SECRET, Notion } from '../support/recipes/notion.ts';
import { PIPEDRIVE_TOKEN, Pipedrive } from '../support/recipes/pipedrive.ts';
import { SALESFORCE_ACCOUNT, Salesforce } from '../support/recipes/salesforce.ts';
import { SLACK_TOKEN, Slack } from '../support/recipes/slack.ts';
import { TEAMS_ACCOUNT, Teams } from '../support/recipes/teams.ts';
import { TELEGRAM_TOKEN, Telegram } from '../support/recipes/telegram.ts';
import { FOLDER, fillIn, readRecipes, type WorkflowFile } from './fill-in.ts';

/** Everything the recipes meet, running: providers, a gateway, n8n, and where the events go. */
export interface Fixture extends TriggerFixture {
  readonly google: Google;
  readonly slack: Slack;
  readonly hubspot: HubSpot;
  readonly airtable: Airtable;
  readonly notion: Notion;
  readonly pipedrive: Pipedrive;
  readonly salesforce: Salesforce;
  readonly teams: Teams;
  readonly telegram: Telegram;
  readonly recipes: ReadonlyMap<string, WorkflowFile>;
}

/** The channels of the user's Slack: of a recipe, by the nodes that post to them. */
const CHANNELS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'siggnal-slack': {
    'Urgent channel': 'C0URGENT',
    'Retail channel': 'C0RETAIL',
    'Software channel': 'C0SOFTWARE',
    'Channel for the rest': 'C0SIGNALS',
  },
  'signal-ark-slack': {
    'Urgent channel': 'C0ARKURGENT',
    'Retail channel': 'C0ARKRETAIL',
    'Software channel': 'C0ARKSOFTWARE',
    'Channel for the rest': 'C0ARK',
  },
  'all-providers-slack': { 'Urgent channel': 'C0ALLURGENT', 'Channel for the rest': 'C0ALL' },
  'sigsentry-on-call': { 'Call the on-call': 'C0ONCALL', 'Tell the team': 'C0TEAM' },
  'salesiq-lost-chat': { 'Ask for a follow-up': 'C0CHATS' },
  'signals-audit-log': { 'Tell security': 'C0SECURITY' },
  'last-attempt-slack': { 'Tell a person': 'C0PERSON' },
  'recipe-failures-slack': { 'Tell who looks after it': 'C0OPS' },
};

/** The messages of a recipe, by the nodes that have posted them. */
export const postedBy = ({ slack }: Fixture, slug: string): Readonly<Record<string, string[]>> =>
  Object.fromEntries(
    Object.entries(CHANNELS[slug] ?? {}).map(([name, id]) => [name, slack.posted(id)]),
  );

/** The user's spreadsheet for a recipe. */
export const spreadsheetOf = (slug: string): string => `spreadsheet-for-${slug}`;

/** n8n does not keep what a trigger has registered for workflows with a longer id. */
const LONGEST_ID = 21;

/** The id of a recipe's workflow. */
export const workflowIdOf = (slug: string): string => slug.slice(0, LONGEST_ID);

/** The recipe that tells of the failures of the others. */
const FAILURES = 'recipe-failures-slack';

/** @throws {Error} if one of them does not start; then none is left running */
export async function startFixture(): Promise<Fixture> {
  const folder = makeFolder();
  const closers: (() => Promise<void>)[] = [async () => folder.remove()];
  const close = async (): Promise<void> => {
    for (const end of closers.splice(0).reverse()) await end();
  };
  try {
    const services = {
      ...{ google: new Google(), slack: new Slack(), hubspot: new HubSpot() },
      ...{ airtable: new Airtable(), notion: new Notion(), pipedrive: new Pipedrive() },
      ...{ salesforce: new Salesforce(), teams: new Teams(), telegram: new Telegram() },
    };
    for (const id of Object.values(CHANNELS).flatMap(Object.values)) {
      services.slack.make({ id, name: id.toLowerCase() });
    }
    const running = await startEmulatedServices(Object.values(services));
    closers.push(() => running.close());
    const emulator = await startProviders();
    closers.push(() => emulator.close());
    const gateway = await startOnLoopback(folder.path);
    closers.push(() => gateway.close());
    const api = new Api(gateway.url, await tokenOf(gateway, ['admin']));
    const nodeToken = await tokenOf(gateway, TOKEN_PURPOSES.n8n);
    const recipes = readRecipes();
    const around = { emulator, gateway, api, nodeToken, ...services, recipes, close };
    const n8n = await startN8n({
      env: running.env,
      prepare: (fresh) => importAll(fresh, around, folder.path),
    });
    closers.push(() => n8n.close());
    const client = await n8n.explain(() => N8nClient.signIn(n8n.url));
    await client.connectOAuth2(credentialOf('zohoSalesIqOAuth2Api'));
    return { ...around, n8n, client, passHours: () => undefined };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The credential of a type, as {@link importAll} names it. */
const credentialOf = (type: string): CredentialRef => ({ id: type, name: `My ${type}` });

/** Imports credentials and recipes by n8n's own commands, as an administrator does. */
async function importAll(
  n8n: N8n,
  around: Omit<Fixture, 'n8n' | 'client' | 'passHours'>,
  folder: string,
): Promise<void> {
  // The fields of a trigger's credential need what is running already, and nothing of n8n.
  const fixture = around as Fixture;
  const data: Readonly<Record<string, object>> = {
    ...Object.fromEntries(CASES.map(({ credential: { type, fields } }) => [type, fields(fixture)])),
    googleSheetsOAuth2Api: GOOGLE_ACCOUNT,
    slackApi: { accessToken: SLACK_TOKEN },
    hubspotAppToken: { appToken: HUBSPOT_KEY },
    airtableTokenApi: { accessToken: AIRTABLE_TOKEN },
    notionApi: { apiKey: NOTION_SECRET },
    pipedriveApi: { apiToken: PIPEDRIVE_TOKEN },
    salesforceOAuth2Api: SALESFORCE_ACCOUNT,
    microsoftTeamsOAuth2Api: TEAMS_ACCOUNT,
    telegramApi: { accessToken: TELEGRAM_TOKEN },
  };
  const credentials = Object.entries(data).map(([type, fields]) => ({
    ...credentialOf(type),
    type,
    data: fields,
  }));
  const file = join(folder, 'credentials.json');
  await writeFile(file, JSON.stringify(credentials));
  expect(await n8n.run('import:credentials', `--input=${file}`)).toContain(
    `Successfully imported ${credentials.length} credentials.`,
  );
  const imported = `Successfully imported ${around.recipes.size} workflows.`;
  // As they are committed; then as they are filled in.
  expect(await n8n.run('import:workflow', '--separate', `--input=${FOLDER}`)).toContain(imported);
  const filled = join(folder, 'recipes');
  await mkdir(filled);
  const refs = Object.fromEntries(Object.keys(data).map((type) => [type, credentialOf(type)]));
  for (const [slug, recipe] of around.recipes) {
    const workflow = fillIn(recipe, workflowIdOf(slug), {
      credentials: refs,
      channels: CHANNELS[slug] ?? {},
      errorWorkflow: workflowIdOf(FAILURES),
      spreadsheet: spreadsheetOf(slug),
    });
    await writeFile(join(filled, `${slug}.json`), JSON.stringify(workflow));
  }
  expect(await n8n.run('import:workflow', '--separate', `--input=${filled}`)).toContain(imported);
}
