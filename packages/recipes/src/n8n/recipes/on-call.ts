import { PROVIDERS } from '@signal-hooks/catalogue';
import { ifAny, makeFields, removeDuplicates, slackMessage } from '../nodes.ts';
import { chain, link, type Recipe } from '../recipe.ts';
import { failureOf, slackStep, slackText } from '../texts.ts';
import { triggerOf } from '../triggers.ts';
import { trunk } from '../trunk.ts';

const WRITE = 'Write the alert';
const CRITICAL = 'Is it critical?';
const [CALL, TELL] = ['Call the on-call', 'Tell the team'];

const ACTIONS =
  '[...($json.suggested_actions ?? [])].sort((a, b) => (a.priority ?? 99) - (b.priority ?? 99))';
const CAUSE =
  '[$json.root_cause_service, $json.root_cause_error_type, $json.root_cause_category].filter(Boolean)';

/** What somebody who has just been woken needs. */
const MESSAGE = slackText([
  "'*' + ($json.priority ?? 'unknown').toUpperCase() + ': ' + ($json.title || $json.event_type) + '*'",
  "$json.event_type === 'analysis.partial' && 'Partial: a log source could not be reached.'",
  `${CAUSE}.length > 0 && 'Root cause: ' + ${CAUSE}.join(' · ')`,
  '$json.root_cause_description',
  "$json.confidence !== null && $json.confidence !== undefined && 'Confidence: ' + Math.round($json.confidence * 100) + ' %'",
  "($json.affected_services ?? []).some((one) => one.name) && 'Affected: ' + $json.affected_services.filter((one) => one.name).map((one) => one.name + (one.error_count === null ? '' : ' (' + one.error_count + ' errors)')).join(', ')",
  `...${ACTIONS}.filter((one) => one.action).map((one, at) => at + 1 + '. ' + one.action)`,
  '$json.url',
]);

const trigger = triggerOf(PROVIDERS.sigsentry);
const { steps, links, notes } = trunk(trigger, { minimumSeverity: 'high' });

/** Critical analyses call everybody in a channel, the others only tell. */
export const onCall: Recipe = {
  slug: 'sigsentry-on-call',
  name: 'SigSentry on-call alert',
  about:
    'A critical analysis calls everybody in the on-call channel, with root cause and next steps. A high one only tells the team.',
  source: PROVIDERS.sigsentry.id,
  destinations: ['slack'],
  trigger,
  steps: [
    ...steps,
    {
      node: makeFields(WRITE, [
        ['text', MESSAGE],
        ['priority', "$json.priority ?? ''"],
      ]),
      column: 2,
      row: 0,
    },
    {
      node: ifAny(CRITICAL, [
        {
          value: '$json.priority',
          operator: { type: 'string', operation: 'equals' },
          than: 'critical',
        },
      ]),
      column: 3,
      row: 0,
    },
    { node: slackMessage(CALL, '=<!channel> {{ $json.text }}'), column: 4, row: 0 },
    { node: slackMessage(TELL), column: 4, row: 1 },
  ],
  links: [
    ...links,
    ...chain(removeDuplicates.name, WRITE, CRITICAL),
    link(CRITICAL, CALL, 0),
    link(CRITICAL, TELL, 1),
  ],
  notes: [
    {
      columns: [0, 0],
      rows: [0, 0],
      text: '### From which severity on\n**high**: SigSentry sends nothing below it.',
    },
    ...notes,
    {
      columns: [2, 2],
      rows: [0, 0],
      text: '### The alert\nThe last line defuses `<` and `&` in the text of logs.',
    },
    {
      columns: [4, 4],
      rows: [0, 0],
      text: '### On call\nChoose the channel. `<!channel>` calls everybody in it.',
    },
    { columns: [4, 4], rows: [1, 1], text: '### The team\nChoose the channel. Nobody is called.' },
  ],
  setUp: [trigger.setUp, slackStep('Choose the on-call channel and the team’s channel.')],
  failure: failureOf('Slack'),
  changes: [
    '**SigSentry Trigger** → Minimum Severity: `critical` alone, or `medium` too. → Filters: only some projects.',
    '**Call the on-call**: `<!here>` calls only who is online, `<!subteam^S…>` a user group.',
    'PagerDuty, Opsgenie or a phone: put their node in place of **Call the on-call**.',
  ],
};
