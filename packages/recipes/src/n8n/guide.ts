import type { Provider } from '@signal-hooks/catalogue';
import { NOTICE, table } from '../markdown.ts';
import type { Recipe } from './recipe.ts';
import { GUIDE } from './texts.ts';
import { publishingSteps } from './triggers.ts';

/**
 * The page of the recipes: a short section for each.
 * @param files in the page's folder: `npm run pictures:recipes` adds the picture of a new recipe
 */
export function guide(
  recipes: readonly Recipe[],
  providers: readonly Provider[],
  files: ReadonlySet<string>,
): string {
  const rows = recipes.map(({ slug, name, about }) => [`[${name}](#${slug})`, about]);
  const parts = [
    INTRO,
    table(['recipe', 'what it does'], rows),
    SET_UP,
    accounts(providers),
    TRY_IT,
    ALL_OF_THEM,
    ...recipes.map((recipe) => section(recipe, files)),
  ];
  return `${parts.join('\n\n')}\n`;
}

const INTRO = `${NOTICE}
# Recipes for n8n

Workflows to import, fill in and publish. Each is run in the real n8n by our tests, from the signed
request of the provider to the row, the message or the contact, against stand-ins for Google, Slack
and the other services, which refuse what these refuse. This page is followed there by clicks, too.`;

const SET_UP = `## Set one up

You need an n8n of your own, 2.39 or newer, that the provider can reach over HTTPS.

1. **Install the nodes**, once. The package is not published yet:
   [install it from the repository](../../packages/n8n-nodes-signal-hooks/README.md#install). What
   the nodes do is there too.
2. **Get the recipe.** Click its file below, then *Download raw file*.
3. **Import it.** In n8n: **+** at the top left → **New workflow**, then ⋯ beside the name →
   **Import** → **From file**. n8n saves by itself.
4. **Fill it in**, step by step as the recipe says below and on its yellow note. Double-click a node
   to open it. A red triangle marks a node that lacks something. What you have connected once, n8n
   puts into your next recipes by itself: see that it is the right account.
5. **Publish** it. The button stays grey while there is a red triangle, and says which nodes have
   issues. Close the *Production Checklist* that comes up; none of it is needed.

To have a recipe twice, set one up and use ⋯ → **Duplicate**: the copy gets an address of its own. A file
that you import again does not, and n8n says *Conflicting Trigger Path*.

Whoever has n8n’s command line can import all of them at once:
\`n8n import:workflow --separate --input=recipes/n8n\`.`;

function accounts(providers: readonly Provider[]): string {
  const registered = providers.filter(({ registration }) => registration.api !== null);
  return `## Connect your accounts

| | n8n asks for | where it comes from |
|---|---|---|
| Google Sheets | *Client ID* and *Client Secret*; then *Sign in with Google* | A project of yours in Google Cloud, [step by step](https://docs.n8n.io/integrations/builtin/credentials/google/oauth-single-service/), with the Google Sheets API and the Google Drive API enabled. Publish its app there: in *Testing*, Google ends the connection after seven days. |
| Slack | *Access Token*; *Signature Secret* stays empty | [An app of yours](https://api.slack.com/apps): under *OAuth & Permissions* add the bot token scopes \`chat:write\`, \`chat:write.public\`, \`channels:read\` and \`groups:read\`, install it, and copy the *Bot User OAuth Token* (\`xoxb-…\`). |
| HubSpot | *Service Key* | In HubSpot: Development → Keys → Service keys, with the scopes that the recipe names. The token of a private app that you have will do as well. |
| Airtable | *Access Token* | [A personal access token](https://airtable.com/create/tokens) with the scopes \`data.records:read\`, \`data.records:write\` and \`schema.bases:read\`, for your base. |
| Notion | *Internal Integration Secret* | [An internal integration](https://www.notion.com/my-integrations) of your workspace that may read and insert content. |
| Pipedrive | *API Token* | In Pipedrive: your name at the top right → Personal preferences → API. |
| Salesforce | *Client ID* and *Client Secret* | An app of yours in Salesforce, [step by step](https://docs.n8n.io/integrations/builtin/credentials/salesforce/). |
| Microsoft Teams | *Client ID* and *Client Secret* | An app of yours in Microsoft Entra, [step by step](https://docs.n8n.io/integrations/builtin/credentials/microsoft/). |
| Telegram | *Access Token* | Write \`/newbot\` to [@BotFather](https://t.me/BotFather): it answers with the token. |
| ${[...registered.map(({ name }) => name), 'a gateway'].join(', ')} | | [What each node asks for](../../packages/n8n-nodes-signal-hooks/README.md#credentials) |`;
}

const TRY_IT = `## Try it without an account of the provider

You need Git and Node.js 20 or newer. In a terminal:

\`\`\`sh
git clone https://github.com/signal-hooks/signal-hooks.git
cd signal-hooks
npm run setup
npx signal-hooks send siggnal --to "<Production URL>" --secret "<Secret Token>"
\`\`\`

with the address and the token from the trigger of your published recipe. It says
\`1 of 1 requests accepted\`, and the row, the message or the contact is there a moment later. The same
with \`signal-ark\`, and any \`Signing Secret\` of 8 characters or more. The other providers are played on
the machine that n8n runs on, as [the nodes’ page](../../packages/n8n-nodes-signal-hooks/README.md#try-it-without-an-account)
says: enter its credentials into the recipe’s trigger, publish the recipe, and make something happen.`;

const ALL_OF_THEM = `## What all of them do

- **Only genuine events.** The trigger checks the signature; what does not fit never starts a run.
- **Every event once.** *Remove Duplicates* knows the \`event_id\`, which is the same for every retry
  of the provider. n8n remembers 10,000 events at most and then fails
  ([issue 38475](https://github.com/n8n-io/n8n/issues/38475)), so it forgets them every Sunday. If you
  get more in a week, open the node and give it a larger *History Size* (*Add Field*). Should a retry
  come just after that: rows, pages and contacts still do not double, a message or a lead in Pipedrive may.
- **No formulas.** Cells are written as they are (*Cell Format*: *Let n8n format*). What begins with
  \`=\` stays text; so do times, as \`2026-04-25T14:30:00.000Z\`. A spreadsheet reads them with
  \`=DATEVALUE(LEFT(D2;10))+TIMEVALUE(MID(D2;12;8))\`, D2 being the cell with the time.
- **No cell is too long.** Google refuses a cell of more than 50,000 characters, and with it the row. A
  longer text is cut, and ends with \`…\`.
- **No mentions.** In texts for Slack, Teams and Telegram \`<\`, \`>\` and \`&\` of a provider are defused.
- **No event is lost silently.** A call is tried five times in twenty seconds. A run that still fails
  keeps its event: **Executions** → the failed one → the arrow (*Retry execution*) → *Retry with currently
  saved workflow*. [Recipe failures to Slack](#recipe-failures-slack) tells you at once: in each of the
  others, choose it under ⋯ → **Settings** → *Error Workflow*, and click *Save*.
  *Can not get sheet 'By URL'* means that **Your spreadsheet** is empty still.
- **No row is written over another**, even if many events come at once: Google itself appends the rows
  (*Minimise API Calls*). Leave no empty row or column inside the table; put columns of your own on
  its right.`;

function section(recipe: Recipe, files: ReadonlySet<string>): string {
  const { slug, name, about, setUp, changes, header, trigger } = recipe;
  const all = [...setUp, ...publishingSteps(trigger)];
  const parts = [
    `<a id="${slug}"></a>\n\n## ${name}`,
    about,
    ...(files.has(`${slug}.png`) ? [`![The canvas of “${name}”](${slug}.png)`] : []),
    `File: [${slug}.json](${slug}.json)`,
    `**Fill in**\n\n${all.map((step, at) => `${at + 1}. ${here(step)}`).join('\n')}`,
    `**Change**\n\n${changes.map((change) => `- ${change}`).join('\n')}`,
  ];
  if (header !== undefined) {
    parts.push(
      `**Header of the sheet** (tabs part the cells)\n\n\`\`\`text\n${header.join('\t')}\n\`\`\``,
    );
  }
  return parts.join('\n\n');
}

/** A note refers to this page; here that is "below", or a part of it. */
const here = (step: string): string =>
  step.replace(/\[the guide\]\([^)]*\)/, 'below').replaceAll(`${GUIDE}#`, '#');
