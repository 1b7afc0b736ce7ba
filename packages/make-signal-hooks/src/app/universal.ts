import { type Component, requestModule } from './component.ts';
import { option } from './form.ts';
import type { Json } from './json.ts';

const PAIRS: Json = [
  { name: 'key', type: 'text', label: 'Key' },
  { name: 'value', type: 'text', label: 'Value' },
];

const spread = (list: string): Json => ({
  '{{...}}': `{{toCollection(parameters.${list}, 'key', 'value')}}`,
});

/** Any operation of the gateway: Make's review demands one such module, with these words. */
export const UNIVERSAL: Component = requestModule(
  'makeApiCall',
  {
    label: 'Make an API call',
    description: 'Performs an arbitrary authorized API call.',
    moduleType: 'universal',
  },
  {
    communication: {
      url: '/{{parameters.url}}',
      method: '{{parameters.method}}',
      headers: spread('headers'),
      qs: spread('qs'),
      type: 'text',
      body: '{{parameters.body}}',
      response: {
        output: { body: '{{body}}', headers: '{{headers}}', statusCode: '{{statusCode}}' },
      },
    },
    form: [
      {
        name: 'url',
        type: 'text',
        label: 'URL',
        help: 'Enter a path relative to your gateway’s address.\nFor example: `/v1/subscriptions`. What there is, the gateway tells at `/openapi.json`.',
        required: true,
      },
      {
        name: 'method',
        type: 'select',
        label: 'Method',
        required: true,
        default: 'GET',
        options: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].map((method) => option(method, method)),
      },
      {
        name: 'headers',
        type: 'array',
        label: 'Headers',
        help: 'You don’t have to add authorization headers; we already did that for you.',
        default: [{ key: 'Content-Type', value: 'application/json' }],
        spec: PAIRS,
      },
      { name: 'qs', type: 'array', label: 'Query string', spec: PAIRS },
      { name: 'body', type: 'any', label: 'Body' },
    ],
    interface: [
      { name: 'body', type: 'any', label: 'Body' },
      { name: 'headers', type: 'collection', label: 'Headers' },
      { name: 'statusCode', type: 'number', label: 'Status code' },
    ],
    samples: {
      body: { data: [], next_cursor: null },
      headers: { 'content-type': 'application/json' },
      statusCode: 200,
    },
  },
);
