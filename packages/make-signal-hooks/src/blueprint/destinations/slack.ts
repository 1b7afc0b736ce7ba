import { call, cut, firstOf, ID, quote, wrap } from '../iml.ts';
import { only, orRetry, router } from '../modules.ts';
import type { Source } from '../sources.ts';
import type { Condition, Filter, Step } from '../types.ts';
import type { Destination } from './destination.ts';
import { linesOf } from './lines.ts';

const NOTHING = quote('–');
/** These go to the urgent channel. */
const URGENT = ['critical', 'high'];

/** Slack takes 40,000 characters: a dozen cells of this many stay below. */
const LONGEST = 2900;

/** A cell for Slack: without `<`, which begins a mention of everybody, and cut where it is too long. */
const shown = (...cells: readonly string[]): string =>
  cut(call('replace', firstOf(...cells, NOTHING), quote('/</g'), quote('&lt;')), LONGEST);

function message(source: Source): string {
  const { cell, fills, provider } = source;
  const priority = fills('priority') ? [`priority ${shown(cell('priority'))}`] : [];
  const from = provider?.name ?? shown(cell('provider'));
  return [
    `*${shown(cell('title'), cell('event_type'))}*`,
    [from, shown(cell('event_type')), ...priority].join(' · '),
    ...linesOf(source, shown),
  ].join('\n');
}

function channel(id: number, name: string, placeholder: string, source: Source): Step {
  return orRetry({
    id,
    module: 'slack:CreateMessage',
    version: 4,
    name,
    parameters: {},
    mapper: {
      channelWType: 'manualy',
      channel: placeholder,
      text: message(source),
      parse: false,
      mrkdwn: true,
    },
  });
}

/** By priority; an event without one is not urgent. */
function byPriority({ cell }: Source): readonly [urgent: Filter, other: Filter] {
  const a = wrap(firstOf(cell('priority'), quote('none')));
  const each = (o: string): Condition[] => URGENT.map((b) => ({ a, o, b }));
  return [
    { name: 'Critical or high', conditions: each('text:equal').map((one) => [one]) },
    { name: 'Everything else', conditions: [each('text:notequal')] },
  ];
}

/** A message to one of two channels. */
export const slack: Destination = {
  slug: 'slack',
  name: 'Slack message by priority',
  credits: 1,
  steps: (source) => {
    const [urgent, other] = byPriority(source);
    const first = ID.destination + 1;
    return [
      router(ID.destination, 'By priority', [
        [only(urgent, channel(first, 'Urgent channel', 'REPLACE_WITH_URGENT_CHANNEL', source))],
        [only(other, channel(first + 1, 'Other channel', 'REPLACE_WITH_CHANNEL', source))],
      ]),
    ];
  },
  clicks: [
    `Modules ${ID.destination + 1} and ${ID.destination + 2}: choose or make a Slack connection, and enter the ids of two channels (channel → View channel details, at the bottom) in place of \`REPLACE_WITH_URGENT_CHANNEL\` and \`REPLACE_WITH_CHANNEL\`. A private channel needs the app as a member.`,
  ],
  notes: ({ fills, name }) =>
    fills('priority')
      ? []
      : [
          `${name} tells no priority, so everything goes to the second channel until you change the two filters, for example to the event type.`,
        ],
};
