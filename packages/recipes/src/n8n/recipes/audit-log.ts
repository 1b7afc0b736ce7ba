import { PROVIDERS } from '@signal-hooks/catalogue';
import {
  type Cell,
  type Condition,
  googleSheets,
  ifAny,
  makeFields,
  removeDuplicates,
  slackMessage,
  yourSpreadsheet,
} from '../nodes.ts';
import { chain, type Recipe } from '../recipe.ts';
import { SPREADSHEET_NOTE, sheetSteps } from '../spreadsheet.ts';
import { cutForSheets, eventLabel, failureOf, slackStep, slackText } from '../texts.ts';
import { triggerOf } from '../triggers.ts';
import { inARow, trunk } from '../trunk.ts';

const SHEET = 'Audit log';
const [FILL, ADD, RIGHTS, TELL] = [
  'Fill in the row',
  'Write the log',
  'Does it concern rights?',
  'Tell security',
];

const CELLS: readonly Cell[] = [
  ['event_id', '$json.event_id'],
  ['occurred_at', '$json.occurred_at'],
  ['what', eventLabel(PROVIDERS.signals)],
  ['subject', cutForSheets('$json.title')],
  ['user_id', '$json.user_id'],
  ['user_name', '$json.user_name'],
  ['user_email', '$json.user_email'],
  ['is_admin', '$json.user_is_admin', 'boolean'],
  ['is_owner', '$json.user_is_owner', 'boolean'],
  ['is_active', '$json.user_is_active', 'boolean'],
  ['roles', cutForSheets("($json.user_roles ?? []).map((role) => role.name).join(', ')")],
  ['role_id', '$json.role_id'],
  ['settings_group', '$json.settings_group'],
  ['received_at', '$json.received_at'],
];

const is = (key: string): Condition => ({
  value: `$json.${key} ?? false`,
  operator: { type: 'boolean', operation: 'true', singleValue: true },
});
const filled = (key: string): Condition => ({
  value: `$json.${key} ?? ''`,
  operator: { type: 'string', operation: 'notEmpty', singleValue: true },
});

const MESSAGE = slackText([
  "'*SIGNALS: ' + $json.what + '*'",
  "[$json.subject, $json.user_email].filter(Boolean).join(', ')",
  "[$json.is_admin && 'administrator', $json.is_owner && 'owner', $json.is_active === false && 'not active'].filter(Boolean).join(', ')",
  "$json.roles && 'Roles: ' + $json.roles",
  '$json.occurred_at',
]);

const trigger = triggerOf(PROVIDERS.signals);
const { steps, links, notes } = trunk(trigger);

/** Who was given which rights and when, for good; and a message where rights are concerned. */
export const auditLog: Recipe = {
  slug: 'signals-audit-log',
  name: 'SIGNALS user audit log',
  about:
    'Every change of a user, role or setting becomes a row in Google Sheets. What concerns an administrator, an owner, a role or a setting is told in Slack as well.',
  source: PROVIDERS.signals.id,
  destinations: ['sheets', 'slack'],
  trigger,
  header: CELLS.map(([key]) => key),
  steps: [
    ...steps,
    ...inARow(
      [
        yourSpreadsheet,
        makeFields(FILL, CELLS),
        googleSheets(ADD, SHEET),
        ifAny(RIGHTS, [
          is('is_admin'),
          is('is_owner'),
          filled('role_id'),
          filled('settings_group'),
        ]),
        slackMessage(TELL, `={{ ${MESSAGE} }}`),
      ],
      2,
    ),
  ],
  links: [...links, ...chain(removeDuplicates.name, yourSpreadsheet.name, FILL, ADD, RIGHTS, TELL)],
  notes: [
    ...notes,
    SPREADSHEET_NOTE,
    {
      columns: [3, 4],
      rows: [0, 0],
      text: '### The log\nOnly connect your account. *Cell Format* stays **Let n8n format**: a user who calls himself `=…` must not write a formula.',
    },
    {
      columns: [5, 6],
      rows: [0, 0],
      text: '### The message\nChoose the channel. Changes of ordinary users are only in the log.',
    },
  ],
  setUp: [
    trigger.setUp,
    ...sheetSteps(
      'signals-audit-log',
      CELLS.map(([key]) => key),
      SHEET,
      ADD,
    ),
    slackStep('Choose the channel of those who watch over rights.'),
  ],
  failure: failureOf('Each of Google Sheets and Slack'),
  changes: [
    '**SIGNALS Trigger**: only some events.',
    '**Does it concern rights?**: what is told, for example deactivated users as well.',
    'Let nobody but the account of n8n write in the spreadsheet, and the log is hard to tamper with.',
  ],
};
