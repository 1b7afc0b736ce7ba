import { andList, REPLAY_SCOPES } from '@signal-hooks/catalogue';
import { type Component, instantTrigger, requestModule } from './component.ts';
import { DELIVERY_OUTPUT, REPLAY_OUTPUT, REPLAY_PARTS, TEST_OUTPUT } from './deliveries.ts';
import { listForm, replayForm, testForm } from './form.ts';
import { everyPage } from './lists.ts';
import { ALERT_OUTPUT, RECORD_OUTPUT } from './record.ts';
import { UNIVERSAL } from './universal.ts';
import { ALERTS_WEBHOOK, SIGNALS_WEBHOOK } from './webhooks.ts';

/** What a form's field holds, left out of the request where it is empty. */
const given = (name: string): string => `{{ifempty(parameters.${name}, undefined)}}`;

const SCOPES = `The API token needs the scopes ${andList(REPLAY_SCOPES)}.`;

/** What the scenario's editor offers. */
export const MODULES: readonly Component[] = [
  instantTrigger(
    'watchNewSignals',
    'Watch new signals',
    'Triggers when a new signal of a provider arrives at the gateway.',
    SIGNALS_WEBHOOK.id,
    RECORD_OUTPUT,
  ),
  instantTrigger(
    'watchNewAlerts',
    'Watch new alerts',
    'Triggers when something goes wrong at the gateway, and when it is over.',
    ALERTS_WEBHOOK.id,
    ALERT_OUTPUT,
  ),
  requestModule(
    'listEvents',
    {
      label: 'List events',
      description: 'Returns a list of events with their records, the newest first.',
      moduleType: 'search',
    },
    {
      communication: everyPage(
        '/v1/events',
        {
          provider: given('provider'),
          event_type: given('event_types'),
          source_id: given('source_id'),
          since: given('since'),
          q: given('text'),
          priority_at_least: given('priority_at_least'),
          filter: '{{if(parameters.conditions, createJSON(parameters.conditions), undefined)}}',
        },
        '{{item.record}}',
      ),
      form: listForm(),
      ...RECORD_OUTPUT,
    },
  ),
  requestModule(
    'getEvent',
    {
      label: 'Get an event',
      description: 'Returns an event with its record.',
      moduleType: 'action',
      actionCrud: 'read',
    },
    {
      communication: {
        url: '/v1/events/{{encodeURL(parameters.event_id)}}',
        encodeUrl: false,
        method: 'GET',
        response: { output: '{{body.record}}' },
      },
      form: [
        {
          name: 'event_id',
          type: 'text',
          label: 'Event ID',
          help: 'It begins with `evt_`. An event is found by anything else with *List events*.',
          required: true,
        },
      ],
      ...RECORD_OUTPUT,
    },
  ),
  requestModule(
    'replayDelivery',
    {
      label: 'Replay a delivery',
      description: 'Delivers an event to its subscriber once more.',
      moduleType: 'action',
      actionCrud: 'update',
    },
    {
      communication: {
        url: '/v1/deliveries/{{encodeURL(parameters.delivery_id)}}/replay',
        encodeUrl: false,
        method: 'POST',
        body: {},
        response: { output: '{{body}}' },
      },
      form: [
        {
          name: 'delivery_id',
          type: 'select',
          label: 'Delivery ID',
          help: `A delivery that has failed or was made; the list shows the failed ones. ${SCOPES}`,
          required: true,
          mode: 'edit',
          options: 'rpc://listDeliveries',
        },
      ],
      ...DELIVERY_OUTPUT,
    },
  ),
  requestModule(
    'replayEvents',
    {
      label: 'Replay events',
      description: 'Delivers the events since a time once more, in the background.',
      moduleType: 'action',
      actionCrud: 'create',
    },
    {
      communication: {
        url: '/v1/replays',
        method: 'POST',
        body: {
          since: '{{parameters.since}}',
          states: given('states'),
          subscription_id: given('subscription_id'),
          provider: given('provider'),
          event_types: given('event_types'),
          source_id: given('source_id'),
        },
        response: { output: REPLAY_PARTS },
      },
      form: replayForm(),
      ...REPLAY_OUTPUT,
    },
  ),
  requestModule(
    'sendTestEvent',
    {
      label: 'Send a test event',
      description: 'Sends a made-up event to a subscriber, once.',
      moduleType: 'action',
      actionCrud: 'create',
    },
    {
      communication: {
        url: '/v1/subscriptions/{{encodeURL(parameters.subscription_id)}}/test',
        encodeUrl: false,
        method: 'POST',
        body: {},
        response: { output: '{{body}}' },
      },
      form: testForm(),
      ...TEST_OUTPUT,
    },
  ),
  UNIVERSAL,
];
