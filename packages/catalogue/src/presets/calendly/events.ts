import type { TemplateObject } from '../../definition/template.ts';
import type { EventDefinition } from '../../provider.ts';
import { documentedEvent } from '../documented.ts';

const API = 'https://api.calendly.com';

const invitee = (more: TemplateObject): TemplateObject => ({
  uri: `${API}/scheduled_events/E{sequence:8}/invitees/I{sequence:8}`,
  event: `${API}/scheduled_events/E{sequence:8}`,
  name: 'Jane Smith',
  first_name: 'Jane',
  last_name: 'Smith',
  email: 'jane@example.com',
  text_reminder_number: '+1 555 0100',
  timezone: 'Europe/Berlin',
  status: 'active',
  rescheduled: false,
  old_invitee: null,
  new_invitee: null,
  no_show: null,
  cancel_url: 'https://calendly.com/cancellations/I{sequence:8}',
  reschedule_url: 'https://calendly.com/reschedulings/I{sequence:8}',
  questions_and_answers: [{ question: 'What shall we talk about?', answer: 'Prices', position: 0 }],
  tracking: { utm_source: 'newsletter', utm_campaign: null },
  scheduled_event: {
    uri: `${API}/scheduled_events/E{sequence:8}`,
    name: 'Demo',
    status: 'active',
    start_time: '{at+1440}',
    end_time: '{at+1470}',
    event_type: `${API}/event_types/T1`,
    location: { type: 'zoom', join_url: 'https://zoom.us/j/{sequence:9}' },
    event_memberships: [
      { user: `${API}/users/U1`, user_name: 'John Doe', user_email: 'john@acme.example' },
    ],
  },
  ...more,
});

const notice = (event: string, payload: TemplateObject): TemplateObject => ({
  event,
  created_at: '{at}',
  created_by: `${API}/users/U1`,
  payload,
});

/** https://developer.calendly.com/docs/webhooks/overview */
export const EVENTS: Readonly<Record<string, EventDefinition>> = {
  'invitee.created': documentedEvent(
    'Invitee Created',
    'somebody books a meeting',
    notice('invitee.created', invitee({})),
  ),
  'invitee.canceled': documentedEvent(
    'Invitee Cancelled',
    'a meeting is cancelled or moved',
    notice(
      'invitee.canceled',
      invitee({
        status: 'canceled',
        cancellation: { canceled_by: 'Jane Smith', reason: 'I am ill.', canceler_type: 'invitee' },
      }),
    ),
  ),
  'invitee_no_show.created': documentedEvent(
    'No-Show',
    'an invitee is marked as a no-show',
    notice(
      'invitee_no_show.created',
      invitee({ no_show: { uri: `${API}/invitee_no_shows/N{sequence:8}`, created_at: '{at}' } }),
    ),
  ),
  'routing_form_submission.created': documentedEvent(
    'Routing Form Submitted',
    'somebody submits a routing form',
    notice('routing_form_submission.created', {
      uri: `${API}/routing_form_submissions/R{sequence:8}`,
      routing_form: `${API}/routing_forms/F1`,
      questions_and_answers: [{ question: 'Company size?', answer: '50', question_uuid: 'q1' }],
      tracking: { utm_source: 'newsletter' },
      result: { type: 'event_type', value: `${API}/event_types/T1` },
      created_at: '{at}',
      updated_at: '{at}',
    }),
  ),
};
