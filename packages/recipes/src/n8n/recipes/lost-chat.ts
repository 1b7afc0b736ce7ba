import { PROVIDERS } from '@signal-hooks/catalogue';
import {
  googleSheets,
  ifAny,
  makeFields,
  removeDuplicates,
  slackMessage,
  yourSpreadsheet,
} from '../nodes.ts';
import { chain, type Recipe } from '../recipe.ts';
import { SPREADSHEET_NOTE, sheetSteps } from '../spreadsheet.ts';
import { cutForSheets, failureOf, slackStep, slackText } from '../texts.ts';
import { triggerOf } from '../triggers.ts';
import { inARow, trunk } from '../trunk.ts';

const SHEET = 'Missed chats';
const [FILL, ADD, REACHABLE, ASK] = [
  'Fill in the row',
  'Add to the list',
  'Can we reach the visitor?',
  'Ask for a follow-up',
];

const CELLS = [
  ['event_id', '$json.event_id'],
  ['missed_at', '$json.missed_time ?? $json.occurred_at'],
  ['visitor', '$json.contact_name'],
  ['email', '$json.contact_email'],
  ['phone', '$json.contact_phone'],
  ['question', cutForSheets('$json.question')],
  ['operator', '$json.owner_name'],
  ['conversation_id', '$json.subject_id'],
  ['follow_up', "'to do'"],
] as const;

const MESSAGE = slackText([
  "'*' + ($json.visitor || 'A visitor') + ' waited in the chat and got no answer*'",
  "$json.question && '“' + $json.question + '”'",
  "'Reach them: ' + [$json.email, $json.phone].filter(Boolean).join(', ')",
  "$json.operator && 'The chat was with ' + $json.operator",
]);

const trigger = triggerOf(PROVIDERS.salesiq);
const { steps, links, notes } = trunk(trigger, {
  kind: 'data',
  dataEvents: ['conversation.missed'],
});

/** Missed conversations: a list to work through, and a message where somebody can be reached. */
export const lostChat: Recipe = {
  slug: 'salesiq-lost-chat',
  name: 'SalesIQ lost-chat follow-up',
  about:
    'Every missed conversation goes on a list in Google Sheets. If the visitor left an e-mail address or a phone number, a message in Slack asks for a follow-up.',
  source: PROVIDERS.salesiq.id,
  destinations: ['slack'],
  trigger,
  header: CELLS.map(([key]) => key),
  steps: [
    ...steps,
    ...inARow(
      [
        yourSpreadsheet,
        makeFields(FILL, CELLS),
        googleSheets(ADD, SHEET),
        ifAny(
          REACHABLE,
          ['email', 'phone'].map((key) => ({
            value: `$json.${key} ?? ''`,
            operator: { type: 'string', operation: 'notEmpty', singleValue: true } as const,
          })),
        ),
        slackMessage(ASK, `={{ ${MESSAGE} }}`),
      ],
      2,
    ),
  ],
  links: [
    ...links,
    ...chain(removeDuplicates.name, yourSpreadsheet.name, FILL, ADD, REACHABLE, ASK),
  ],
  notes: [
    ...notes,
    SPREADSHEET_NOTE,
    {
      columns: [3, 4],
      rows: [0, 0],
      text: '### The list\nOnly connect your account. `follow_up` begins as *to do*: write in the sheet what became of it. *Cell Format* stays **Let n8n format**: text that begins with `=` must not become a formula.',
    },
    {
      columns: [5, 6],
      rows: [0, 0],
      text: '### The message\nChoose the channel. Visitors with neither an e-mail address nor a phone number are only on the list.',
    },
  ],
  setUp: [
    trigger.setUp,
    ...sheetSteps(
      'salesiq-lost-chat',
      CELLS.map(([key]) => key),
      SHEET,
      ADD,
    ),
    slackStep('Choose the channel of those who follow up.'),
  ],
  failure: failureOf('Each of Google Sheets and Slack'),
  changes: [
    '**Zoho SalesIQ Trigger** → Options → Brands: only some brands.',
    '**Fill in the row**: more cells, such as `department_id`. `event_id` has to stay.',
  ],
};
