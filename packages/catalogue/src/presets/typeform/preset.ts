import type { DefinitionInput } from '../../definition/complete.ts';
import { fieldTable } from '../documented.ts';
import { MINUTE, SECOND } from '../waits.ts';
import { EVENTS } from './events.ts';

const WEBHOOKS = 'https://www.typeform.com/developers/webhooks/';
const SECURE = `${WEBHOOKS}secure-your-webhooks/`;
const PAYLOAD = `${WEBHOOKS}example-payload/`;

/**
 * Typeform: answers to forms.
 *
 * 1. HMAC-SHA256 of the body, in base64 behind `sha256=`. No time is signed.
 *
 * Identity: `event_id`; of a payload without one the response’s token and the type of the event.
 */
export const definition: DefinitionInput = {
  id: 'typeform',
  name: 'Typeform',
  description: 'Answers to forms.',
  docs: WEBHOOKS,
  wording: { noun: 'Response', startsWhen: 'somebody answers a Typeform' },
  signature: {
    algorithm: 'hmac-sha256',
    header: 'typeform-signature',
    encoding: 'base64',
    prefix: 'sha256=',
  },
  signsWhen: 'Typeform signs only if a secret is entered at the webhook: enter one.',
  registration: { kind: 'by-hand', secretFrom: 'user', secretLabel: 'Secret' },
  evidence: {
    signature: { status: 'documented', source: SECURE },
    eventType: { status: 'documented', source: PAYLOAD },
    identity: { status: 'documented', source: PAYLOAD },
    occurredAt: { status: 'documented', source: PAYLOAD },
    delivery: { status: 'assumed' },
  },
  policy: {
    timeoutMs: 30 * SECOND,
    success: '2xx',
    retryOn: 'every-failure',
    retryWaitsMs: [5 * MINUTE, 10 * MINUTE, 20 * MINUTE],
    disableAfter: null,
    notes: [
      'Assumed: 404 and 410 switch the webhook off; everything else is tried again for some hours. No page that says so was found.',
    ],
  },
  wire: { userAgent: 'Typeform Webhooks', encoding: 'compact' },
  events: EVENTS,
  eventType: 'event_type',
  identity: [
    { parts: ['event_id'] },
    { parts: ['event_type', 'form_response.token'] },
    { parts: [{ digestWithout: [] }] },
  ],
  common: {
    occurred_at: ['form_response.submitted_at', 'form_response.landed_at'],
    title: 'form_response.definition.title',
    score: 'form_response.calculated.score',
    project_id: 'form_response.form_id',
    contact_name: 'form_response.hidden.name',
    contact_email: ['form_response.answers.*.email', 'form_response.hidden.email'],
    contact_phone: 'form_response.answers.*.phone_number',
    subject_type: { when: { exists: 'form_response.token' }, use: { text: 'response' } },
    subject_id: 'form_response.token',
  },
  fields: [
    ...fieldTable([
      ['form_id', 'Form ID', 'id', 'lT4Z3j', 'form_response.form_id'],
      ['form_title', 'Form Title', 'string', 'Feedback', 'form_response.definition.title'],
      [
        'response_token',
        'Response Token',
        'id',
        'a3a12ec67a1365927098a606107fac15',
        'form_response.token',
      ],
      ['landed_at', 'Landed At', 'datetime', '2026-04-25T14:28:00.000Z', 'form_response.landed_at'],
      [
        'submitted_at',
        'Submitted At',
        'datetime',
        '2026-04-25T14:30:00.000Z',
        'form_response.submitted_at',
      ],
      ['first_text', 'First Text', 'string', 'I like it.', 'form_response.answers.*.text'],
      ['first_choice', 'First Choice', 'string', 'London', 'form_response.answers.*.choice.label'],
      ['first_number', 'First Number', 'number', 5, 'form_response.answers.*.number'],
      ['first_date', 'First Date', 'string', '2026-05-01', 'form_response.answers.*.date'],
      ['first_url', 'First URL', 'url', 'https://acme.example', 'form_response.answers.*.url'],
      [
        'first_file',
        'First File',
        'url',
        'https://api.typeform.com/responses/files/1/a.pdf',
        'form_response.answers.*.file_url',
      ],
    ]),
    {
      key: 'answers',
      label: 'Answers',
      type: 'list',
      status: 'documented',
      from: 'form_response.answers',
      items: fieldTable([
        ['field_id', 'Field ID', 'id', 'SMEUb7VJz92Q', 'field.id'],
        ['field_ref', 'Field Reference', 'id', 'readable_ref_email', 'field.ref'],
        ['type', 'Type', 'string', 'email', 'type'],
        [
          'text',
          'Text',
          'string',
          'jane@example.com',
          [
            'text',
            'email',
            'choice.label',
            'choice.other',
            'url',
            'file_url',
            'phone_number',
            'date',
          ],
        ],
        ['number', 'Number', 'number', 5, 'number'],
        ['boolean', 'Yes or No', 'boolean', true, 'boolean'],
      ]),
    },
  ],
};
