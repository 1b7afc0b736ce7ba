import { errorTrigger, makeFields, slackMessage } from '../nodes.ts';
import { chain, type Recipe } from '../recipe.ts';
import { PUBLISH, slackStep, slackText } from '../texts.ts';
import { inARow } from '../trunk.ts';

const [WRITE, TELL] = ['Write the message', 'Tell who looks after it'];

const MESSAGE = slackText([
  "'*Failed: ' + $json.workflow.name + '*'",
  "[$json.execution?.lastNodeExecuted && 'At “' + $json.execution.lastNodeExecuted + '”', $json.execution?.error?.message ?? $json.trigger?.error?.message].filter(Boolean).join(': ')",
  "$json.execution?.url && 'Its event waits here. Mend what is wrong, then click the arrow (Retry execution): ' + $json.execution.url",
]);

/** The error workflow of all others. */
export const failures: Recipe = {
  slug: 'recipe-failures-slack',
  name: 'Recipe failures to Slack',
  about:
    'When another recipe fails, Slack tells which one, why, and where its event waits to be tried again.',
  source: null,
  destinations: [],
  trigger: null,
  steps: inARow([errorTrigger, makeFields(WRITE, [['text', MESSAGE]]), slackMessage(TELL)], 0),
  links: chain(errorTrigger.name, WRITE, TELL),
  notes: [{ columns: [2, 2], rows: [0, 0], text: '### Your channel\nChoose it here.' }],
  setUp: [
    slackStep('Choose the channel of those who look after n8n.'),
    PUBLISH,
    'In each other recipe: ⋯ → **Settings** → *Error Workflow*: choose this one, and click *Save*.',
  ],
  failure:
    'Slack is tried five times. A failure of this workflow is told nowhere: look under **Executions** from time to time.',
  changes: ['E-mail or another chat: put its node in place of the last one.'],
};
