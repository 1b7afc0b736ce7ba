import type { Provider } from '@signal-hooks/catalogue';
import { linesOfAll, OTHER_LINES, TITLE } from '../message-lines.ts';
import { makeFields, removeDuplicates, serviceNode } from '../nodes.ts';
import { ALL_PROVIDERS, chain, type NodeSpec, type Recipe } from '../recipe.ts';
import { failureOf, HOW, htmlText, inLetters } from '../texts.ts';
import { GATEWAY_TRIGGER } from '../triggers.ts';
import { inARow, trunk } from '../trunk.ts';

const [WRITE, SEND] = ['Write the message', 'Send the message'];

/** A service of messages that take HTML, in which the recipes differ. */
interface Messenger {
  readonly id: string;
  readonly name: string;
  /** Of a line break within a message. */
  readonly lineBreak: string;
  /** Characters of the message below its title. */
  readonly most: number;
  /** What its texts need besides. @see htmlText */
  readonly prepare?: string;
  readonly node: NodeSpec;
  /** What defuses the text of strangers, in the note. */
  readonly note: string;
  readonly where: string;
  readonly setUp: string;
  readonly changes: readonly string[];
}

const TEAMS: Messenger = {
  id: 'teams',
  name: 'Microsoft Teams',
  lineBreak: '<br>',
  // A message may have 28 KB of UTF-16; `&` becomes five characters.
  // https://learn.microsoft.com/en-us/microsoftteams/limits-specifications-teams
  most: 2000,
  node: serviceNode('microsoftTeams', 2, SEND, {
    resource: 'channelMessage',
    operation: 'create',
    teamId: { __rl: true, mode: 'list', value: '' },
    channelId: { __rl: true, mode: 'list', value: '' },
    contentType: 'html',
    message: '={{ $json.text }}',
    options: { includeLinkToWorkflow: false },
  }),
  note: '`<` and `&` are defused: no signal can set a link, an image or a mention.',
  where: 'Choose the team and the channel.',
  setUp: `**${SEND}**: click *Connect to Microsoft Teams*${HOW}. Choose the team, then the channel.`,
  changes: ['Messages come from the account that you have connected: it may be one for n8n alone.'],
};

const TELEGRAM: Messenger = {
  id: 'telegram',
  name: 'Telegram',
  lineBreak: '\\n',
  // A message may have 4,096 characters, its title included.
  // https://core.telegram.org/bots/api#sendmessage
  most: 3500,
  // Telegram makes a mention of `@name` whatever the format is; an invisible character prevents it.
  prepare: ".replace(/(^|[^\\w.+-])@(?=\\w)/g, '$1@\\u2060')",
  node: serviceNode('telegram', 1.2, SEND, {
    resource: 'message',
    operation: 'sendMessage',
    chatId: '',
    text: '={{ $json.text }}',
    replyMarkup: 'none',
    additionalFields: {
      appendAttribution: false,
      disable_web_page_preview: true,
      // Without it n8n sends Markdown, in which a single `_` of a text fails the message.
      parse_mode: 'HTML',
    },
  }),
  note: '`<`, `&` and `@name` are defused: no signal can set a link or mention anybody.',
  where: 'Enter the chat.',
  setUp: `**${SEND}**: click *Connect to Telegram*${HOW}. *Chat ID*: the number of the chat, which begins with \`-\` for a group, or the \`@name\` of a public channel. Add the bot to the group, or make it an administrator of the channel.`,
  changes: [
    `**${SEND}** → Additional Fields: *Message Thread ID* for a topic of a group.`,
    `**${SEND}**: leave *Parse Mode* at HTML, and *Append n8n Attribution* off.`,
  ],
};

function toRecipe(messenger: Messenger, providers: readonly Provider[]): Recipe {
  const { id, name, node, setUp, changes } = messenger;
  const { steps, links, notes } = trunk(GATEWAY_TRIGGER);
  const html = htmlText(TITLE, linesOfAll(providers), messenger);
  return {
    slug: `${ALL_PROVIDERS}-${id}`,
    name: `All providers to ${name}`,
    about: `The events of all ${inLetters(providers.length)} providers, through a Signal Hooks gateway, as messages in ${name}.`,
    source: ALL_PROVIDERS,
    destinations: [],
    onlyInN8n: name,
    trigger: GATEWAY_TRIGGER,
    steps: [...steps, ...inARow([makeFields(WRITE, [['text', html]]), node], 2)],
    links: [...links, ...chain(removeDuplicates.name, WRITE, SEND)],
    notes: [
      ...notes,
      { columns: [2, 2], rows: [0, 0], text: `### The message\n${messenger.note}` },
      { columns: [3, 3], rows: [0, 0], text: `### Where it goes\n${messenger.where}` },
    ],
    setUp: [GATEWAY_TRIGGER.setUp, setUp],
    failure: failureOf(name),
    changes: [
      '**Signal Hooks Trigger**: only one source or provider, a lowest priority, or conditions on any field. SalesIQ tells of every message of a chat.',
      OTHER_LINES,
      ...changes,
    ],
  };
}

/** All providers to a channel of Microsoft Teams, through a gateway. */
export const teamsMessages = (providers: readonly Provider[]): Recipe => toRecipe(TEAMS, providers);

/** All providers to a chat of Telegram, through a gateway. */
export const telegramMessages = (providers: readonly Provider[]): Recipe =>
  toRecipe(TELEGRAM, providers);
