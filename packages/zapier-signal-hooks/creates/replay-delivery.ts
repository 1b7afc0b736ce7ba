import { andList, REPLAY_SCOPES, textOf } from '@signal-hooks/catalogue';
import { type Create, defineCreate } from 'zapier-platform-core';
import { DELIVERY_FIELDS, DELIVERY_SAMPLE, failedDeliveries, replay } from '../core/deliveries.ts';
import { guarded } from '../core/guard.ts';

export const replayDelivery: Create = defineCreate({
  key: 'replay_delivery',
  noun: 'Delivery',
  display: {
    label: 'Replay Delivery',
    description: 'Delivers an event to its subscriber once more.',
  },
  operation: {
    inputFields: [
      {
        key: 'delivery_id',
        label: 'Delivery',
        type: 'string',
        required: true,
        choices: { perform: guarded(failedDeliveries) },
        helpText: `A delivery that has failed or was made. The API token needs the scopes ${andList(REPLAY_SCOPES)}.`,
      },
    ],
    perform: guarded((_z, { inputData }, gateway) =>
      replay(gateway, textOf(inputData.delivery_id)),
    ),
    sample: { ...DELIVERY_SAMPLE },
    outputFields: DELIVERY_FIELDS,
  },
});
