import type { Create } from 'zapier-platform-core';
import {
  DELIVERY_FIELDS,
  DELIVERY_SAMPLE,
  type DeliveryItem,
  toDelivery,
} from '../core/deliveries.ts';
import { callGateway } from '../core/gateway.ts';
import { guarded } from '../core/guard.ts';

export const replayDelivery: Create = {
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
        dynamic: 'failed_deliveries.id.name',
        helpText:
          'A delivery that has failed or was made. The API token needs the scopes deliveries:read and deliveries:write.',
      },
    ],
    perform: guarded(async (z, bundle): Promise<DeliveryItem> => {
      const id = encodeURIComponent(String(bundle.inputData.delivery_id ?? '').trim());
      const path = `deliveries/${id}/replay`;
      return toDelivery(await callGateway(z, bundle, { method: 'POST', path, json: {} }));
    }),
    sample: { ...DELIVERY_SAMPLE },
    outputFields: DELIVERY_FIELDS,
  },
};
