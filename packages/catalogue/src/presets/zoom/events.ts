import type { TemplateObject } from '../../definition/template.ts';
import type { EventDefinition } from '../../provider.ts';
import { documentedEvent } from '../documented.ts';

const meeting: TemplateObject = {
  id: '{sequence+1234567000}',
  uuid: '4444AAAiAAAA{sequence:8}==',
  host_id: 'x1yCzABCDEfg23HiJKl4mN',
  topic: 'Weekly',
  type: 8,
  start_time: '{at-30:seconds}',
  timezone: 'Europe/Berlin',
  duration: 30,
};

const notice = (event: string, object: TemplateObject): TemplateObject => ({
  event,
  event_ts: { $number: '{at:epoch}' },
  payload: { account_id: 'AAAAAABBBB', object },
});

/** The most used ones. https://developers.zoom.us/docs/api/meetings/events/ */
export const EVENTS: Readonly<Record<string, EventDefinition>> = {
  'meeting.started': documentedEvent(
    'Meeting Started',
    'a meeting starts',
    notice('meeting.started', meeting),
  ),
  'meeting.ended': documentedEvent(
    'Meeting Ended',
    'a meeting ends',
    notice('meeting.ended', { ...meeting, end_time: '{at:seconds}' }),
  ),
  'meeting.participant_joined': documentedEvent(
    'Participant Joined',
    'somebody joins a meeting',
    notice('meeting.participant_joined', {
      ...meeting,
      participant: {
        user_id: '1677{sequence:6}',
        user_name: 'Jane Smith',
        email: 'jane@example.com',
        join_time: '{at:seconds}',
      },
    }),
  ),
  'meeting.registration_created': documentedEvent(
    'Registration Created',
    'somebody registers for a meeting',
    notice('meeting.registration_created', {
      ...meeting,
      registrant: {
        id: 'U0BBBB{sequence:8}',
        first_name: 'Jane',
        last_name: 'Smith',
        email: 'jane@example.com',
        status: 'approved',
      },
    }),
  ),
  'recording.completed': documentedEvent('Recording Completed', 'a recording can be watched', {
    ...notice('recording.completed', {
      ...meeting,
      host_email: 'john@acme.example',
      share_url: 'https://zoom.us/rec/share/{sequence:8}',
      total_size: 3328371,
      recording_count: 2,
      recording_files: [
        { id: 'ed6c2f27', file_type: 'MP4', status: 'completed' },
        { id: 'ed6c2f28', file_type: 'M4A', status: 'completed' },
      ],
    }),
    download_token: 'abJhbGciOiJIUzUxMiJ9.example',
  }),
};
