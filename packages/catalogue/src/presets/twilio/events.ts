import type { TemplateObject } from '../../definition/template.ts';
import type { EventDefinition } from '../../provider.ts';
import { documentedEvent } from '../documented.ts';

const ACCOUNT = { AccountSid: 'AC0123456789abcdef0123456789abcdef', ApiVersion: '2010-04-01' };

const status = (value: string, more: TemplateObject = {}): TemplateObject => ({
  ...ACCOUNT,
  MessageSid: 'SM0123456789abcdef01234567{sequence:8}',
  MessageStatus: value,
  SmsSid: 'SM0123456789abcdef01234567{sequence:8}',
  SmsStatus: value,
  From: '+15550199',
  To: '+15550100',
  ...more,
});

const call: TemplateObject = {
  ...ACCOUNT,
  CallSid: 'CA0123456789abcdef01234567{sequence:8}',
  From: '+15550100',
  To: '+15550199',
  Direction: 'inbound',
};

/** A form’s parameters are all texts. https://www.twilio.com/docs/usage/webhooks */
export const EVENTS: Readonly<Record<string, EventDefinition>> = {
  'message.received': documentedEvent('Message Received', 'a message comes in', {
    ...ACCOUNT,
    MessageSid: 'SM1123456789abcdef01234567{sequence:8}',
    SmsSid: 'SM1123456789abcdef01234567{sequence:8}',
    SmsMessageSid: 'SM1123456789abcdef01234567{sequence:8}',
    SmsStatus: 'received',
    From: '+15550100',
    FromCity: 'SPRINGFIELD',
    FromCountry: 'US',
    To: '+15550199',
    Body: 'Is it open?',
    NumMedia: '0',
    NumSegments: '1',
  }),
  'message.delivered': documentedEvent(
    'Message Delivered',
    'a message that was sent is delivered',
    status('delivered'),
  ),
  'message.undelivered': documentedEvent(
    'Message Undelivered',
    'a message cannot be delivered',
    status('undelivered', { ErrorCode: '30003' }),
  ),
  'call.completed': documentedEvent('Call Completed', 'a call ends', {
    ...call,
    CallStatus: 'completed',
    CallDuration: '42',
    CallbackSource: 'call-progress-events',
    SequenceNumber: '3',
    CallerCountry: 'US',
  }),
  'recording.completed': documentedEvent('Recording Completed', 'a recording can be heard', {
    ...ACCOUNT,
    CallSid: 'CA0123456789abcdef01234567{sequence:8}',
    RecordingSid: 'RE0123456789abcdef01234567{sequence:8}',
    RecordingUrl:
      'https://api.twilio.com/2010-04-01/Accounts/AC0123456789abcdef0123456789abcdef/Recordings/RE0123456789abcdef01234567{sequence:8}',
    RecordingStatus: 'completed',
    RecordingDuration: '42',
    RecordingChannels: '1',
    RecordingSource: 'RecordVerb',
  }),
};
