import { textOf } from '@signal-hooks/catalogue';
import { REPLAY_STATES, readReplayStates, startReplay } from '@signal-hooks/client';
import {
  type Bundle,
  type Create,
  defineCreate,
  type OutputFields,
  type ZObject,
} from 'zapier-platform-core';
import type { Gateway } from '../core/gateway.ts';
import { guarded } from '../core/guard.ts';
import { momentOf, neededMomentOf } from '../core/moments.ts';
import { subscriptionField } from '../core/subscriptions.ts';

/** What a Zap sees of a bulk replay. */
interface ReplayItem {
  readonly id: string;
  readonly subscription_id: string | null;
  readonly status: string;
  readonly since: string | null;
  readonly until: string;
  readonly created_at: string;
}

const FIELDS: OutputFields = [
  { key: 'id', label: 'Replay ID', type: 'string' },
  { key: 'subscription_id', label: 'Subscription ID', type: 'string' },
  { key: 'status', label: 'Status', type: 'string' },
  { key: 'since', label: 'Received Since', type: 'datetime' },
  { key: 'until', label: 'Received Before', type: 'datetime' },
  { key: 'created_at', label: 'Created At', type: 'datetime' },
];

async function start(z: ZObject, { inputData }: Bundle, gateway: Gateway): Promise<ReplayItem> {
  const call = startReplay({
    subscription_id: textOf(inputData.subscription_id),
    since: neededMomentOf(z, inputData.since, 'Received Since'),
    until: momentOf(z, inputData.until, 'Received Before'),
    states: readReplayStates(inputData.states),
  });
  const { replay } = await gateway.call(call.pick('replay'));
  if (replay === null) {
    throw new z.errors.Error('The gateway has started no replay. Try again.', 'NoReplay', 502);
  }
  const { id, subscription_id, status, since, until, created_at } = replay;
  return { id, subscription_id, status, since, until, created_at };
}

export const replayEventsSince: Create = defineCreate({
  key: 'replay_events_since',
  noun: 'Replay',
  display: {
    label: 'Replay Events Since',
    description: 'Delivers to a subscriber what it has missed since a time, in the background.',
  },
  operation: {
    inputFields: [
      subscriptionField('To whom the events are delivered, as far as they fit its filter.'),
      {
        key: 'since',
        label: 'Received Since',
        type: 'datetime',
        required: true,
        helpText: 'When the gateway received the oldest of them.',
      },
      {
        key: 'until',
        label: 'Received Before',
        type: 'datetime',
        helpText: 'Leave it empty for all until now.',
      },
      {
        key: 'states',
        label: 'Which Events',
        type: 'string',
        list: true,
        choices: { ...REPLAY_STATES },
        helpText:
          'Leave it empty for those that failed or were never sent to it, such as while its Zap was off. What was delivered already comes a second time: do not choose that for the Zap that this step is in, or it starts itself again.',
      },
    ],
    perform: guarded(start),
    sample: {
      id: 'rpl_01k9q2v7c5e8',
      subscription_id: 'sub_01k9q2v7c5e8',
      status: 'running',
      since: '2026-04-24T00:00:00.000Z',
      until: '2026-04-25T14:30:00.000Z',
      created_at: '2026-04-25T14:30:00.000Z',
    },
    outputFields: FIELDS,
  },
});
