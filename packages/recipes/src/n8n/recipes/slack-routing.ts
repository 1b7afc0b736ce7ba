import {
  andList,
  capabilities,
  capitalised,
  eventNounsOf,
  PROVIDERS,
  type Provider,
  shortNameOf,
} from '@signal-hooks/catalogue';
import { columnsOf } from '../columns.ts';
import {
  COMPANY,
  CONTACTS,
  LINK,
  linesOfAll,
  NEXT_STEP,
  OTHER_LINES,
  SUMMARY,
  TITLE,
  WITH_PRIORITY,
  WITH_SCORE,
} from '../message-lines.ts';
import {
  type Cell,
  type Condition,
  makeFields,
  removeDuplicates,
  slackMessage,
  switchTo,
} from '../nodes.ts';
import { ALL_PROVIDERS, chain, link, type Note, type Recipe, type TriggerKind } from '../recipe.ts';
import { eventLabel, failureOf, inLetters, lineOf, slackStep, slackText } from '../texts.ts';
import { GATEWAY_TRIGGER, triggerOf } from '../triggers.ts';
import { trunk } from '../trunk.ts';

const WRITE = 'Write the message';
const CHOOSE = 'Choose the channel';
const OTHERS = 'Channel for the rest';

/** A channel of its own: the rule's name, the node's, and what leads there. */
type Way = readonly [rule: string, channel: string, conditions: readonly Condition[]];

/** A routing in which the recipes differ. */
interface Routing extends Pick<Recipe, 'slug' | 'name' | 'about' | 'source' | 'changes'> {
  readonly trigger: TriggerKind;
  /** Of the message: expressions. */
  readonly lines: readonly string[];
  /** What the rules look at. */
  readonly cells: readonly Cell[];
  /** In their order; the first one that fits decides. */
  readonly ways: readonly Way[];
  /** What a user should know of the rules, in a few words. */
  readonly rules: string;
}

const priorityIs = (than: string): Condition => ({
  value: '$json.priority',
  operator: { type: 'string', operation: 'equals' },
  than,
});
const scoreFrom = (than: number): Condition => ({
  value: '$json.score',
  operator: { type: 'number', operation: 'gte' },
  than,
});
const industryHas = (than: string): Condition => ({
  value: '$json.industry',
  operator: { type: 'string', operation: 'contains' },
  than,
});

const urgent = (...conditions: readonly Condition[]): Way => [
  'Urgent',
  'Urgent channel',
  conditions,
];
const BY_PRIORITY = urgent(priorityIs('critical'), priorityIs('high'));
const BY_INDUSTRY: readonly Way[] = [
  ['Retail', 'Retail channel', [industryHas('retail')]],
  ['Software', 'Software channel', [industryHas('software')]],
];

const PRIORITY: Cell = ['priority', "$json.priority ?? ''"];
const INDUSTRY: Cell = ['industry', "$json.company_industry ?? ''"];
const SCORE: Cell = ['score', '$json.score ?? 0', 'number'];

const HEADING = `'*' + ${TITLE} + '*'`;

/** From which score on an event is urgent, until the user changes it. */
const URGENT_SCORE = 80;

/** What a person has written of a provider's routing; of others it follows from the definition. */
const WRITTEN: Readonly<Partial<Record<string, Partial<Routing>>>> = {
  siggnal: {
    lines: [
      HEADING,
      lineOf(...COMPANY, WITH_PRIORITY),
      "$json.summary && 'Why it matters: ' + $json.summary",
      NEXT_STEP,
      CONTACTS,
      LINK,
    ],
    changes: [
      '**Choose the channel**: other industries, more of them, other priorities. Each rule has an output of its own.',
      OTHER_LINES,
      'Another provider: [Signal Ark](#signal-ark-slack), or [all of them](#all-providers-slack) through a gateway.',
    ],
  },
  'signal-ark': {
    name: 'Signal Ark signals to Slack, by score and industry',
    about:
      'Signals, plays and leads with an ICP score of 80 or more go to the urgent channel. The others go to the channel of their industry, or to the one for the rest.',
    lines: [
      HEADING,
      lineOf(
        eventLabel(PROVIDERS['signal-ark']),
        ...COMPANY,
        "typeof $json.score === 'number' && 'ICP score ' + $json.score",
      ),
      // Of a lead, both are the same.
      '$json.summary !== $json.why_now && $json.summary',
      "$json.why_now && 'Why now: ' + $json.why_now",
      "...($json.plays ?? []).map((one) => 'Play: ' + [one.name || one.id, one.description].filter(Boolean).join(', '))",
      CONTACTS,
      LINK,
    ],
    changes: [
      '**Choose the channel**: another score than 80, other industries, more of them. Each rule has an output of its own. What has no score is not urgent.',
      '**Signal Ark Trigger**: only some events, or only from an ICP score on.',
      OTHER_LINES,
    ],
  },
};

/** Signals of a provider that tells a priority or a score, to channels: first what is urgent. */
export function slackRouting(provider: Provider): Recipe {
  const trigger = triggerOf(provider);
  const nouns = eventNounsOf(provider);
  const filled = new Set(columnsOf(provider));
  const { priority } = capabilities(provider);
  const hasIndustry = filled.has('company_industry');
  const by = priority ? 'priority' : 'score';
  const urgents = priority
    ? `Critical and high ${nouns}`
    : `${capitalised(nouns)} with a score of ${URGENT_SCORE} or more`;
  const others = hasIndustry
    ? 'channel of their industry, or to the one for the rest'
    : 'other one';
  const changing = [...(priority ? [] : ['the score']), ...(hasIndustry ? ['the industries'] : [])];
  return toRecipe({
    slug: `${provider.id}-slack`,
    name: `${shortNameOf(provider)} ${nouns} to Slack, by ${by}${hasIndustry ? ' and industry' : ''}`,
    about: `${urgents} go to the urgent channel. The others go to the ${others}.`,
    source: provider.id,
    trigger,
    lines: [
      HEADING,
      lineOf(eventLabel(provider), ...COMPANY, priority ? WITH_PRIORITY : WITH_SCORE),
      SUMMARY,
      NEXT_STEP,
      CONTACTS,
      LINK,
    ],
    cells: [priority ? PRIORITY : SCORE, ...(hasIndustry ? [INDUSTRY] : [])],
    ways: [
      priority ? BY_PRIORITY : urgent(scoreFrom(URGENT_SCORE)),
      ...(hasIndustry ? BY_INDUSTRY : []),
    ],
    rules: `Change ${andList(changing.length > 0 ? changing : ['the priorities'])} to yours.`,
    changes: [
      `**${CHOOSE}**: other rules, more of them. Each rule has an output of its own. What has no ${by} is not urgent.`,
      OTHER_LINES,
    ],
    ...WRITTEN[provider.id],
  });
}

/** Signals of all providers to channels, through a gateway. */
export const slackRoutingOfAll = (providers: readonly Provider[]): Recipe =>
  toRecipe({
    slug: `${ALL_PROVIDERS}-slack`,
    name: 'All providers to Slack, by priority',
    about: `The events of all ${inLetters(providers.length)} providers, through a Signal Hooks gateway: critical and high ones go to the urgent channel, the others to the one for the rest.`,
    source: ALL_PROVIDERS,
    trigger: GATEWAY_TRIGGER,
    lines: [HEADING, ...linesOfAll(providers)],
    cells: [PRIORITY],
    ways: [BY_PRIORITY],
    rules: `Only ${andList(providers.filter((each) => capabilities(each).priority).map(shortNameOf))} tell a priority.`,
    changes: [
      '**Signal Hooks Trigger**: only one source or provider, some event types, a lowest priority, or conditions on any field. SalesIQ tells of every message of a chat.',
      '**Choose the channel**: a rule for each provider, industry or event type; pass on in **Write the message** what it looks at. Each rule has an output of its own. What has no priority is not urgent.',
      OTHER_LINES,
    ],
  });

function toRecipe(routing: Routing): Recipe {
  const { slug, name, about, source, changes, trigger, lines, cells, ways } = routing;
  const { steps, links, notes } = trunk(trigger);
  const channels = [...ways.map(([, channel]) => channel), OTHERS];
  // A node with more than two ways on is higher than others, and so its middle is lower.
  const middle = channels.length > 2 ? 0.25 : 0;
  const rows = channels.map((_channel, at) => middle + (at - (channels.length - 1) / 2) / 2);
  const rules = ways.map(([rule, , conditions]) => [rule, conditions] as const);
  return {
    ...{ slug, name, about, source, trigger },
    destinations: ['slack'],
    steps: [
      ...steps,
      { node: makeFields(WRITE, [['text', slackText(lines)], ...cells]), column: 2, row: 0 },
      { node: switchTo(CHOOSE, rules, 'The rest'), column: 3, row: 0 },
      ...channels.map((channel, at) => ({
        node: slackMessage(channel),
        column: 4,
        row: rows[at] ?? 0,
      })),
    ],
    links: [
      ...links,
      ...chain(removeDuplicates.name, WRITE, CHOOSE),
      ...channels.map((channel, output) => link(CHOOSE, channel, output)),
    ],
    notes: [...notes, ...notesOf(routing, middle, rows)],
    setUp: [
      trigger.setUp,
      slackStep(`Choose a channel in each of the ${inLetters(channels.length)} nodes.`),
    ],
    failure: failureOf('Slack'),
    changes,
  };
}

/** @param middle of the node that chooses; @param rows of the channels */
function notesOf({ rules }: Routing, middle: number, rows: readonly number[]): Note[] {
  return [
    {
      columns: [2, 2],
      rows: [0, 0],
      text: '### The message\nThe last line defuses `<` and `&`: no signal can call `@channel`.',
    },
    {
      columns: [3, 3],
      rows: [0, middle],
      text: `### The rules\nThe first one that fits decides. ${rules}`,
    },
    {
      columns: [4, 4],
      rows: [Math.min(...rows), Math.max(...rows)],
      text: '### Your channels\nChoose one in each node.',
    },
  ];
}
