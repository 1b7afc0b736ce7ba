import { columnsOf } from '../columns.ts';
import {
  googleSheets,
  ifAny,
  keepFields,
  slackMessage,
  stopWithError,
  yourSpreadsheet,
} from '../nodes.ts';
import { ALL_PROVIDERS, chain, link, type NodeSpec, type Recipe } from '../recipe.ts';
import { sheetSteps } from '../spreadsheet.ts';
import { slackStep, slackText } from '../texts.ts';
import { GATEWAY_TRIGGER, triggerNode } from '../triggers.ts';
import { inARow } from '../trunk.ts';

const SHEET = 'Signals';
const [KEEP, WRITE] = ['Keep the columns', 'Append or update the row'];
const [IS_LAST, TELL, AGAIN] = ['Is it the last attempt?', 'Tell a person', 'Have it repeated'];

const RESPOND = { options: { respond: 'afterRun' } };

/** The gateway tries again, and waits for 15 seconds: a node that tries for longer is repeated while it runs. */
const once = ({ failing, ...node }: NodeSpec): NodeSpec => node;

const EVENT = `$('${GATEWAY_TRIGGER.name}').first().json`;
const MESSAGE = slackText([
  `'*Given up: ' + (${EVENT}.title || ${EVENT}.event_type) + '*'`,
  `[${EVENT}.provider, ${EVENT}.event_type].join(' · ')`,
  `${EVENT}.delivery_attempt + ' attempts have failed. Put right what is wrong, then replay the event.'`,
  `${EVENT}.delivery_event_url`,
]);

/** What both have. @param writer the node that writes the row */
function base(slug: string, writer: NodeSpec): Omit<Recipe, 'name' | 'about' | 'failure'> {
  const header = columnsOf(null);
  return {
    ...{ slug, header, source: ALL_PROVIDERS, destinations: [], trigger: GATEWAY_TRIGGER },
    steps: inARow(
      [triggerNode(GATEWAY_TRIGGER, RESPOND), yourSpreadsheet, keepFields(KEEP, header), writer],
      0,
    ),
    links: chain(GATEWAY_TRIGGER.name, yourSpreadsheet.name, KEEP, WRITE),
    notes: [
      {
        columns: [0, 0],
        rows: [0, 0],
        text: '### A run that fails is repeated\n*Respond* is **When Last Node Finishes**: the gateway hears of a failure, and delivers again.',
      },
      {
        columns: [1, 1],
        rows: [0, 0],
        text: '### Your spreadsheet\nPaste its address here, in place of *value*.',
      },
      {
        columns: [3, 3],
        rows: [0, 0],
        text: '### Every event once\nThe row with the same `event_id` is updated, so a repeated run does no harm.',
      },
    ],
    setUp: [GATEWAY_TRIGGER.setUp, ...sheetSteps(slug, header, SHEET, WRITE)],
    changes: [
      '**Signal Hooks Trigger**: only one source or provider, a lowest priority, or conditions on any field.',
      `**${WRITE}**: any other node that may be repeated without harm, and is done within 15 seconds. Put no *Remove Duplicates* before it: it would stop the repeated run.`,
    ],
  };
}

/** Each event once, without a memory: what is repeated finds its row. */
const eachEventOnce: Recipe = {
  ...base('each-event-once', once(googleSheets(WRITE, SHEET))),
  name: 'Each event once, repeated until it works',
  about:
    'Every event of your gateway becomes one row. A run that fails is repeated by the gateway, ten times over three days, and writes no second row.',
  failure:
    'The gateway delivers the event again, ten times in all over about three days. What it has given up is in its console, under Events → Failed: replay it there.',
};

/** The same, and a person hears of what was given up. */
const lastAttempt: Recipe = (() => {
  const recipe = base('last-attempt-slack', {
    ...once(googleSheets(WRITE, SHEET)),
    onError: 'continueErrorOutput',
  });
  return {
    ...recipe,
    name: 'The last attempt goes to a person',
    about:
      'Every event of your gateway becomes a row. A run that fails is repeated by the gateway; if the last attempt fails too, a message in Slack says so, with a link to the event.',
    steps: [
      ...recipe.steps,
      {
        node: ifAny(IS_LAST, [
          {
            value: `${EVENT}.delivery_is_last_attempt`,
            operator: { type: 'boolean', operation: 'true', singleValue: true },
          },
        ]),
        column: 4,
        row: 0,
      },
      { node: once(slackMessage(TELL, `={{ ${MESSAGE} }}`)), column: 5, row: 0 },
      {
        node: stopWithError(
          AGAIN,
          'The row was not written: the gateway delivers the event again.',
        ),
        column: 5,
        row: 1,
      },
    ],
    links: [
      ...recipe.links,
      link(WRITE, IS_LAST, 1),
      ...chain(IS_LAST, TELL),
      link(IS_LAST, AGAIN, 1),
    ],
    notes: [
      ...recipe.notes,
      {
        columns: [5, 5],
        rows: [0, 0],
        text: '### A person\nChoose the channel of those who look after it.',
      },
    ],
    setUp: [...recipe.setUp, slackStep('Choose the channel of those who look after it.')],
    failure:
      'The gateway delivers the event again. At the last attempt Slack gets a message instead, and the run counts as done.',
  };
})();

/** What only a gateway can do: a run that fails is repeated. */
export const REPEATED: readonly Recipe[] = [eachEventOnce, lastAttempt];
