import type { IDisplayOptions, INodeProperties } from 'n8n-workflow';
import { headersOption, pingsOption } from '../../core/index.ts';

/** Shows an option for custom senders only. */
const custom: IDisplayOptions = { show: { '/preset': ['custom'] } };

/** Typed cells that the user wants beside the payload. */
export const FIELDS: INodeProperties = {
  displayName: 'Fields',
  name: 'fields',
  type: 'fixedCollection',
  typeOptions: { multipleValues: true },
  placeholder: 'Add Field',
  default: {},
  description: 'Typed, flat cells of each item, read from the payload. What is missing is null.',
  options: [
    {
      displayName: 'Field',
      name: 'field',
      values: [
        {
          displayName: 'Name',
          name: 'name',
          type: 'string',
          default: '',
          placeholder: 'e.g. invoice_number',
          description: 'Small letters, digits and underscores',
        },
        {
          displayName: 'Path',
          name: 'path',
          type: 'string',
          default: '',
          placeholder: 'e.g. data.object.number',
          description:
            'The keys that lead to it in the payload, with dots between them. Items of a list count from 0.',
        },
        {
          displayName: 'Type',
          name: 'type',
          type: 'options',
          default: 'string',
          description: 'A value of another type becomes null; “unreadable_fields” names it',
          options: [
            { name: 'Boolean', value: 'boolean' },
            { name: 'Email', value: 'email' },
            { name: 'ID', value: 'id', description: 'Text, also where the sender has a number' },
            { name: 'Integer', value: 'integer' },
            { name: 'Number', value: 'number' },
            { name: 'Phone', value: 'phone' },
            { name: 'Text', value: 'string' },
            { name: 'Time', value: 'datetime', description: 'Becomes ISO 8601 in UTC' },
            { name: 'URL', value: 'url' },
          ],
        },
      ],
    },
  ],
};

/** How requests are read, where that is not the usual. */
export const OPTIONS: INodeProperties = {
  displayName: 'Options',
  name: 'options',
  type: 'collection',
  placeholder: 'Add Option',
  default: {},
  options: [
    {
      displayName: 'Body Formats',
      name: 'bodyFormats',
      type: 'multiOptions',
      default: ['json'],
      description: 'What the sender may send. Anything else is refused.',
      displayOptions: custom,
      options: [
        { name: 'Form', value: 'form', description: 'As application/x-www-form-urlencoded' },
        { name: 'JSON', value: 'json' },
      ],
    },
    {
      displayName: 'Challenge Path',
      name: 'challengePath',
      type: 'string',
      default: 'challenge',
      placeholder: 'e.g. challenge',
      description:
        'Path of a text that the sender wants back when it tries the address. Such a request is checked and answered, and starts nothing.',
      displayOptions: custom,
    },
    {
      displayName: 'Challenge Query Parameter',
      name: 'challengeQuery',
      type: 'string',
      default: 'validationToken',
      placeholder: 'e.g. hub.challenge',
      description:
        'Query parameter of a text that the sender wants back when it tries the address. Such a request is answered, and starts nothing.',
      displayOptions: custom,
    },
    {
      displayName: 'Event ID Header',
      name: 'eventIdHeader',
      type: 'string',
      default: '',
      placeholder: 'e.g. X-Acme-Delivery',
      description:
        'Request header that is the same each time an event is sent. The “event_id” is made of it.',
    },
    {
      displayName: 'Event ID Path',
      name: 'eventIdPath',
      type: 'string',
      default: 'id',
      placeholder: 'e.g. event.number',
      description:
        'Path of what is the same each time an event is sent, and of no other event. The “event_id” is made of it; else of the whole payload.',
    },
    {
      displayName: 'Event Type Header',
      name: 'eventTypeHeader',
      type: 'string',
      default: '',
      placeholder: 'e.g. X-Acme-Event',
      description: 'Request header that says what has happened. Most senders do not sign it.',
    },
    {
      displayName: 'Event Type Path',
      name: 'eventTypePath',
      type: 'string',
      default: 'type',
      placeholder: 'e.g. event.type',
      description: 'Path of what has happened, in the payload',
    },
    headersOption,
    {
      displayName: 'List Path',
      name: 'listPath',
      type: 'string',
      default: '$',
      placeholder: 'e.g. events',
      description:
        'Path of a list of which each item is one event, and becomes an item of its own. A $ stands for a body that is a list itself.',
      displayOptions: custom,
    },
    pingsOption,
    {
      displayName: 'Public URL',
      name: 'publicUrl',
      type: 'string',
      default: '',
      placeholder: 'e.g. https://hooks.example.com/acme',
      description:
        'The address that the sender has, where it signs that and a proxy changes it. Empty: the webhook URL above.',
    },
    {
      displayName: 'Time Path',
      name: 'occurredAtPath',
      type: 'string',
      default: 'created',
      placeholder: 'e.g. data.created_at',
      description: 'Path of when it happened, for “occurred_at”',
    },
    {
      displayName: 'Tolerance',
      name: 'tolerance',
      type: 'number',
      default: 300,
      typeOptions: { minValue: 1, maxValue: 604800 },
      description:
        'How many seconds a signed time may lie from now. Longer lets old requests be sent again.',
    },
  ],
};
