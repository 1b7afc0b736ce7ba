import { type Condition, makeFields, removeDuplicates, slackMessage, switchTo } from '../nodes.ts';
import { chain, link, type Recipe } from '../recipe.ts';
import { failureOf, slackStep, slackText } from '../texts.ts';
import { TRIGGERS, triggerNode } from '../triggers.ts';
import { trunk } from '../trunk.ts';

const WRITE = 'Write the message';
const CHOOSE = 'Choose the channel';
const [URGENT, RETAIL, SOFTWARE, OTHERS] = [
  'Urgent channel',
  'Retail channel',
  'Software channel',
  'Channel for the rest',
];

const priorityIs = (than: string): Condition => ({
  value: '$json.priority',
  operator: { type: 'string', operation: 'equals' },
  than,
});
const industryHas = (than: string): Condition => ({
  value: '$json.industry',
  operator: { type: 'string', operation: 'contains' },
  than,
});

/** A signal in a few lines. */
const MESSAGE = slackText([
  "'*' + ($json.title || $json.event_type) + '*'",
  "[$json.company_name, $json.company_industry, $json.priority && 'priority ' + $json.priority].filter(Boolean).join(' · ')",
  "$json.summary && 'Why it matters: ' + $json.summary",
  "$json.recommended_action && 'Next step: ' + $json.recommended_action",
  "...($json.contacts ?? []).map((one) => [one.name, one.role, one.email, one.phone].filter(Boolean).join(', '))",
  '$json.url',
]);

const { steps, links, notes } = trunk(triggerNode(TRIGGERS.siggnal));

/** Signals to channels, first by priority, then by industry. */
export const slackRouting: Recipe = {
  slug: 'siggnal-slack',
  name: 'Siggnal signals to Slack, by priority and industry',
  about:
    'Critical and high signals go to the urgent channel. The others go to the channel of their industry, or to the one for the rest.',
  steps: [
    ...steps,
    {
      node: makeFields(WRITE, [
        ['text', MESSAGE],
        ['priority', "$json.priority ?? ''"],
        ['industry', "$json.company_industry ?? ''"],
      ]),
      column: 2,
      row: 0,
    },
    {
      node: switchTo(
        CHOOSE,
        [
          ['Urgent', [priorityIs('critical'), priorityIs('high')]],
          ['Retail', [industryHas('retail')]],
          ['Software', [industryHas('software')]],
        ],
        'The rest',
      ),
      column: 3,
      row: 0,
    },
    { node: slackMessage(URGENT), column: 4, row: -0.5 },
    { node: slackMessage(RETAIL), column: 4, row: 0 },
    { node: slackMessage(SOFTWARE), column: 4, row: 0.5 },
    { node: slackMessage(OTHERS), column: 4, row: 1 },
  ],
  links: [
    ...links,
    ...chain(removeDuplicates.name, WRITE, CHOOSE),
    ...[URGENT, RETAIL, SOFTWARE, OTHERS].map((name, output) => link(CHOOSE, name, output)),
  ],
  notes: [
    ...notes,
    {
      columns: [2, 2],
      rows: [0, 0],
      text: '### The message\nThe last line defuses `<` and `&`: no signal can call `@channel`.',
    },
    {
      columns: [3, 3],
      // A node with four ways on is higher than others.
      rows: [0, 0.25],
      text: '### The rules\nThe first one that fits decides. Change the industries to yours.',
    },
    { columns: [4, 4], rows: [-0.5, 1], text: '### Your channels\nChoose one in each node.' },
  ],
  setUp: [TRIGGERS.siggnal.setUp, slackStep('Choose a channel in each of the four nodes.')],
  failure: failureOf('Slack'),
  changes: [
    '**Choose the channel**: other industries, more of them, other priorities. Each rule has an output of its own.',
    '**Write the message**: other lines; every field of the record is there as `$json.…`.',
    'Another provider: put its trigger in place of the first node. Signal Ark tells an industry but no priority, SigSentry a priority but no industry; through a gateway, **Signal Hooks Trigger** brings all of them.',
  ],
};
