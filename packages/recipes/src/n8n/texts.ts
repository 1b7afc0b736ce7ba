import type { Provider } from '@signal-hooks/catalogue';

/** "an alert", "a signal". */
export const withArticle = (noun: string): string =>
  `${/^[^a-z]*(?!us|uni)[aeiou]/i.test(noun) ? 'an' : 'a'} ${noun}`;

const NUMBERS = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];

/** A number as texts have it. */
export const inLetters = (count: number): string => NUMBERS[count] ?? String(count);

/** The page of the recipes, for what has no room in a note. */
export const GUIDE = 'https://github.com/signal-hooks/signal-hooks/blob/main/recipes/n8n/README.md';

/** Tells a beginner how to connect an account. Markdown, with a space before it. */
export const HOW: string = ` ([how](${GUIDE}#connect-your-accounts))`;

/** The first step of every set-up. */
export const INSTALL = '`n8n-nodes-signal-hooks` must be installed: Settings → Community nodes.';

/** The step that starts a workflow. */
export const PUBLISH = 'Click **Publish**, and again in the window that opens.';

/** A step with Slack in it. @param channels what to choose where. Markdown. */
export const slackStep = (channels: string): string =>
  `**Slack**: in a node with its sign, click *Connect to Slack* and paste a bot token${HOW}. ${channels} Invite the bot to private channels.`;

/** What becomes of an event if a call fails. @param where such as "Google Sheets" */
export const failureOf = (where: string): string =>
  `${where} is tried five times. If that does not help, the event waits under **Executions** as *Error*: click the arrow there (*Retry execution*), then *Retry with currently saved workflow*. To be told at once, import the recipe *Recipe failures to Slack* and choose it under ⋯ → **Settings** → *Error Workflow*.`;

/** What helps where a service takes few requests. Markdown. @param events a second */
export const limitTo = (events: number): string =>
  `Where events come in bursts, open the workflow’s subscription in the gateway’s console and set *At most so many a second* to ${events}.`;

/**
 * Text for Slack, or for HTML: there `<` and `&` begin mentions of everybody, links and tags, and
 * text of strangers must make none. @param expression that gives a text
 */
const escaped = (expression: string): string =>
  `${expression}.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')`;

/** What is in a cell, as people say it. @param words by what is there; no apostrophes */
const inWords = (cell: string, words: readonly (readonly [word: string, said: string])[]): string =>
  `({ ${words.map(([word, said]) => `'${word}': '${said}'`).join(', ')} })[$json.${cell}] ?? $json.${cell}`;

/** The expression for an event's type in words, of a provider's events. */
export const eventLabel = ({ events }: Provider): string =>
  inWords(
    'event_type',
    Object.entries(events).map(([type, { label }]) => [type, label]),
  );

/** The expression for the name of an event's provider. */
export const providerName = (providers: readonly Provider[]): string =>
  inWords(
    'provider',
    providers.map(({ id, name }) => [id, name]),
  );

/** Parts of a line; those that an event has nothing for are left out. @param parts expressions */
export const lineOf = (...parts: readonly string[]): string =>
  `[${parts.join(', ')}].filter(Boolean).join(' · ')`;

/**
 * A text that ends with `…` where it is too long; no character is cut in half.
 * @param expression that gives a text or null
 * @param most characters that are taken, as JavaScript counts them
 */
export const cut = (expression: string, most: number): string =>
  `${expression}?.replace(/^(?=[^]{${most + 1}})([^]{${most - 2}}[^\\ud800-\\udbff]?)[^]*$/, '$1…')`;

/** Google Sheets refuses a longer cell, and with it the row. https://support.google.com/drive/answer/37603 */
export const LONGEST_CELL = 50_000;

/** A text that a cell of Google Sheets takes. @param expression that gives a text */
export const cutForSheets = (expression: string): string => cut(expression, LONGEST_CELL);

/** Slack takes 40,000 characters, of which `&` becomes five. */
const MOST = 7900;

/** Lines below one another; those that an event has nothing for are left out. @param lines expressions */
const joined = (lines: readonly string[]): string =>
  `[\n${lines.map((line) => `  ${line},`).join('\n')}\n].filter(Boolean).join('\\n')`;

/** A message of lines; what is too long for Slack is cut. @param lines expressions */
export const slackText = (lines: readonly string[]): string =>
  escaped(`${joined(lines)}.replace(/^(.{${MOST}}).+$/su, '$1…')`);

/** Of a message's first line: the rest of it is in the lines below. */
const LONGEST_TITLE = 300;

/** What a service makes of HTML. */
interface HtmlForm {
  /** Such as `<br>`. */
  readonly lineBreak: string;
  /** Characters of the lines that are taken, as they are read. */
  readonly most: number;
  /** A call that texts need before they are cut: `.replace(…)`. */
  readonly prepare?: string;
}

/** A message as HTML, its title in bold. @param title and @param lines expressions */
export function htmlText(
  title: string,
  lines: readonly string[],
  { lineBreak, most, prepare = '' }: HtmlForm,
): string {
  const part = (text: string, limit: number): string => {
    const html = escaped(cut(`${text}${prepare}`, limit));
    return lineBreak === '\\n' ? html : `${html}.replaceAll('\\n', '${lineBreak}')`;
  };
  return `'<b>' + ${part(title, LONGEST_TITLE)} + '</b>${lineBreak}' + ${part(joined(lines), most)}`;
}
