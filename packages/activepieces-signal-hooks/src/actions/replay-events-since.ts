import { createAction, Property } from '@activepieces/pieces-framework';
import { REPLAY_STATES, readReplayStates, startReplay } from '@signal-hooks/client';
import { auth } from '../auth.ts';
import { momentOf, requiredOf } from '../form-values.ts';
import { Gateway } from '../gateway.ts';
import { subscriptionProp } from '../subscription-prop.ts';

export const replayEventsSince = createAction({
  auth,
  name: 'replay_events_since',
  displayName: 'Replay Events Since',
  description: 'Delivers to a subscriber what it has missed since a time, in the background.',
  props: {
    subscription_id: subscriptionProp(
      'To whom the events are delivered, as far as they fit its filter.',
    ),
    since: Property.DateTime({
      displayName: 'Received Since',
      description: 'When the gateway received the oldest of them.',
      required: true,
    }),
    until: Property.DateTime({
      displayName: 'Received Before',
      description: 'Leave it empty for all until now.',
      required: false,
    }),
    states: Property.StaticMultiSelectDropdown({
      displayName: 'Which Events',
      description:
        'Leave it empty for those that failed or were never sent to it, such as while its flow was off. What was delivered already comes a second time: do not choose that for the flow that this step is in, or it starts itself again.',
      required: false,
      options: {
        options: Object.entries(REPLAY_STATES).map(([value, label]) => ({ value, label })),
      },
    }),
  },
  run: async ({ auth: { props }, propsValue: form }) => {
    const call = startReplay({
      subscription_id: requiredOf(form.subscription_id, 'Subscription'),
      since: momentOf(requiredOf(form.since, 'Received Since'), 'Received Since'),
      until: momentOf(form.until, 'Received Before'),
      states: readReplayStates(form.states),
    });
    const { replay } = await new Gateway(props).call(call.pick('replay'));
    if (replay === null) throw new Error('The gateway has started no replay. Try again.');
    const { id, subscription_id, status, since, until, created_at } = replay;
    return { id, subscription_id, status, since, until, created_at };
  },
});
