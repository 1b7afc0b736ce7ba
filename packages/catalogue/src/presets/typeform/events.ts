import type { TemplateObject } from '../../definition/template.ts';
import type { EventDefinition } from '../../provider.ts';
import { documentedEvent } from '../documented.ts';

const form = {
  id: 'lT4Z3j',
  title: 'Feedback',
  fields: [
    { id: 'DlXFaesGBpoF', title: 'What do you think?', type: 'long_text', ref: 'opinion' },
    { id: 'SMEUb7VJz92Q', title: 'Your email?', type: 'email', ref: 'email' },
    { id: 'k6TP9oLGgHjl', title: 'Where are you?', type: 'multiple_choice', ref: 'city' },
    { id: 'NRsxU591jIW9', title: 'How likely?', type: 'opinion_scale', ref: 'likely' },
  ],
};
const answers = [
  {
    type: 'text',
    text: 'I like it.',
    field: { id: 'DlXFaesGBpoF', type: 'long_text', ref: 'opinion' },
  },
  {
    type: 'email',
    email: 'jane@example.com',
    field: { id: 'SMEUb7VJz92Q', type: 'email', ref: 'email' },
  },
  {
    type: 'choice',
    choice: { label: 'London' },
    field: { id: 'k6TP9oLGgHjl', type: 'multiple_choice', ref: 'city' },
  },
  {
    type: 'number',
    number: 5,
    field: { id: 'NRsxU591jIW9', type: 'opinion_scale', ref: 'likely' },
  },
];

/** https://www.typeform.com/developers/webhooks/example-payload/ */
export const EVENTS: Readonly<Record<string, EventDefinition>> = {
  form_response: documentedEvent('Form Answered', 'somebody submits a form', {
    event_id: '01HR{sequence:10}',
    event_type: 'form_response',
    form_response: {
      form_id: 'lT4Z3j',
      token: 'a3a12ec67a1365927098a606{sequence:8}',
      landed_at: '{at-2:seconds}',
      submitted_at: '{at:seconds}',
      hidden: { user_id: 'user_42' },
      calculated: { score: 9 },
      definition: form,
      answers,
    } as TemplateObject,
  }),
  form_response_partial: documentedEvent('Form Left', 'somebody leaves a form before its end', {
    event_id: '01HP{sequence:10}',
    event_type: 'form_response_partial',
    form_response: {
      form_id: 'lT4Z3j',
      token: 'b3a12ec67a1365927098a606{sequence:8}',
      landed_at: '{at-2:seconds}',
      definition: form,
      answers: answers.slice(0, 2),
    } as TemplateObject,
  }),
};
