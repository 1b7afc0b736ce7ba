import { ALERT } from '../../entities/alert.ts';
import { ALERT_RULE } from '../../entities/alert-rule.ts';
import { CHANNEL_KINDS } from '../../services/alerts/channel.ts';
import { shownColumns } from '../columns.ts';
import type { Schema } from '../operation.ts';
import { BOOLEAN, ID, ISSUED, nullable, object, oneOf, STRING, TIME } from '../schemas.ts';

const ALERT_CHANNEL_VIEW: Readonly<Record<string, Schema>> = {
  id: ID,
  kind: oneOf(CHANNEL_KINDS),
  name: STRING,
  target: { ...STRING, description: 'As much of its address as is no secret.' },
  created_at: TIME,
  last_sent_at: nullable(TIME),
  last_error: {
    type: ['string', 'null'],
    description: 'Why the last message was not taken; null if it was, or there was none.',
  },
  failing_since: nullable(TIME),
};

/** Alerts, their rules and channels. */
export const ALERT_COMPONENTS: Readonly<Record<string, Schema>> = {
  Alert: object({
    ...shownColumns(ALERT),
    state: oneOf(['open', 'closed']),
    url: nullable(STRING),
  }),
  AlertRule: object({
    ...shownColumns(ALERT_RULE),
    title: STRING,
    description: STRING,
    about: oneOf(ALERT.objectKind.values),
    unit: { type: ['string', 'null'], description: 'Of the threshold; null: it has none.' },
    default_threshold: {
      type: ['number', 'null'],
      description: 'null: there is none, or it is learned.',
    },
  }),
  AlertChannel: object(ALERT_CHANNEL_VIEW),
  AlertChannelWithSecret: object({
    ...ALERT_CHANNEL_VIEW,
    secret: { ...nullable(STRING), ...ISSUED },
  }),
  AlertChannelTest: object({ sent: BOOLEAN, error: nullable(STRING) }),
};
