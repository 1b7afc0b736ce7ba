import type { TemplateObject } from '../../definition/template.ts';
import type { EventDefinition } from '../../provider.ts';
import { documentedEvent } from '../documented.ts';

/** @param letter tells the events of one number apart */
const callback = (letter: string, event: TemplateObject): TemplateObject => ({
  token: 'a-verification-token',
  team_id: 'T123ABC456',
  api_app_id: 'A123ABC456',
  event,
  type: 'event_callback',
  event_id: `Ev${letter}{sequence:8}`,
  event_time: { $number: '{at:unix}' },
});

/** The most used ones. https://docs.slack.dev/reference/events */
export const EVENTS: Readonly<Record<string, EventDefinition>> = {
  message: documentedEvent(
    'Message',
    'a message is posted where the app may read',
    callback('M', {
      type: 'message',
      channel: 'C123ABC456',
      channel_type: 'channel',
      user: 'U123ABC456',
      text: 'Good morning',
      ts: '{at:unix}.{sequence:6}',
    }),
  ),
  app_mention: documentedEvent(
    'App Mention',
    'a message mentions the app',
    callback('A', {
      type: 'app_mention',
      channel: 'C123ABC456',
      user: 'U123ABC456',
      text: '<@U0LAN0Z89> is it open?',
      ts: '{at:unix}.{sequence:6}',
      thread_ts: '{at-5:unix}.{sequence:6}',
    }),
  ),
  reaction_added: documentedEvent(
    'Reaction Added',
    'somebody reacts to a message',
    callback('R', {
      type: 'reaction_added',
      user: 'U123ABC456',
      reaction: 'thumbsup',
      item_user: 'U222222222',
      item: { type: 'message', channel: 'C123ABC456', ts: '{at-5:unix}.{sequence:6}' },
    }),
  ),
  channel_created: documentedEvent(
    'Channel Created',
    'a channel is made',
    callback('C', {
      type: 'channel_created',
      channel: { id: 'C{sequence:9}', name: 'fun', created: { $number: '{at:unix}' } },
    }),
  ),
  team_join: documentedEvent(
    'Member Joined',
    'somebody joins the workspace',
    callback('T', {
      type: 'team_join',
      user: {
        id: 'U{sequence:9}',
        name: 'jane',
        real_name: 'Jane Smith',
        profile: { email: 'jane@example.com' },
      },
    }),
  ),
};
