import { createAction } from '@activepieces/pieces-framework';
import { testSubscription } from '@signal-hooks/client';
import { auth } from '../auth.ts';
import { requiredOf } from '../form-values.ts';
import { Gateway } from '../gateway.ts';
import { subscriptionProp } from '../subscription-prop.ts';

export const sendTestEvent = createAction({
  auth,
  name: 'send_test_event',
  displayName: 'Send Test Event',
  description: 'Sends an invented event to a subscriber once, marked as a test.',
  props: {
    subscription_id: subscriptionProp(
      'Where it goes. The step succeeds whether or not the subscriber takes it: “delivered” tells. A flow’s own trigger drops it, because nothing has happened.',
    ),
  },
  run: async ({ auth: { props }, propsValue }) => {
    const id = requiredOf(propsValue.subscription_id, 'Subscription');
    const { delivered, http_status, error, duration_ms } = await new Gateway(props).call(
      testSubscription(id).pick('delivered', 'http_status', 'error', 'duration_ms'),
    );
    return { subscription_id: id, delivered, http_status, error, duration_ms };
  },
});
