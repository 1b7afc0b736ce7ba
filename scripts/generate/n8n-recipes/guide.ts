import { NOTICE, table } from '../markdown.ts';
import type { Recipe } from './recipe.ts';

/** The page of the recipes: a short section for each. */
export function guide(recipes: readonly Recipe[]): string {
  return `${NOTICE}
# Recipes for n8n

Workflows to import, fill in and publish. Each is run in the real n8n by our tests, from the signed
request of the provider to the row, the message or the contact, against stand-ins for Google, Slack
and HubSpot.

${table(
  ['recipe', 'what it does'],
  recipes.map(({ slug, name, about }) => [`[${name}](#${slug})`, about]),
)}

## Import

1. Self-hosted n8n, 2.39 or newer: Settings → Community nodes → install \`n8n-nodes-signal-hooks\`.
   [How the nodes work](../../packages/n8n-nodes-signal-hooks/README.md).
2. A new workflow → ⋯ → Import from file → the recipe’s \`.json\`. On a server, all of them at once:
   \`n8n import:workflow --separate --input=recipes/n8n\`.
3. Fill it in, as the recipe says here and on its yellow note. A red triangle shows what is missing.
4. Publish the workflow.

## What all of them do

- **Only genuine events.** The trigger checks the signature; what does not fit never starts a run.
- **Every event once.** *Remove Duplicates* knows the \`event_id\`, which is the same for every retry
  of the provider. n8n remembers 10,000 events at most and then fails
  ([issue 38475](https://github.com/n8n-io/n8n/issues/38475)), so it forgets them every Sunday. If you
  get more in a week, give the node a larger *History Size*. Should a retry come just after that:
  rows and contacts still do not double, a message may.
- **No formulas.** Cells are written RAW. What begins with \`=\` stays text; so do times, as
  \`2026-04-25T14:30:00.000Z\`. A spreadsheet reads them with \`=DATEVALUE(LEFT(D2,10))+TIMEVALUE(MID(D2,12,8))\`.
- **No mentions.** In texts for Slack \`<\`, \`>\` and \`&\` of a provider are defused.
- **No event is lost silently.** A call is tried five times in twenty seconds. A run that still fails
  keeps its event: Executions → the failed one → Retry. [Recipe failures to Slack](#recipe-failures-slack)
  tells you; choose it as *Error workflow* in the settings of the others.
- **No row is written over another**, even if many events come at once: Google itself appends the rows
  (*Minimise API calls*). Leave no empty row or column inside the table; columns of your own stand on
  its right.

${recipes.map(section).join('\n\n')}
`;
}

function section({ slug, name, about, setUp, changes, header }: Recipe): string {
  const parts = [
    `<a id="${slug}"></a>\n\n## ${name}`,
    about,
    `![The canvas of “${name}”](${slug}.png)`,
    `File: [${slug}.json](${slug}.json)`,
    `**Fill in**\n\n${setUp.map((step, at) => `${at + 1}. ${here(step)}`).join('\n')}`,
    `**Change**\n\n${changes.map((change) => `- ${change}`).join('\n')}`,
  ];
  if (header !== undefined) {
    parts.push(
      `**Header of the sheet** (tabs part the cells)\n\n\`\`\`text\n${header.join('\t')}\n\`\`\``,
    );
  }
  return parts.join('\n\n');
}

/** A note refers to this page; here that is "below". */
const here = (step: string): string => step.replace(/\[the guide\]\([^)]*\)/, 'below');
