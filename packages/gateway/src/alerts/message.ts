import type { Alert } from '../domain.ts';
import { alertUrl } from './events.ts';
import { counted, durationInWords, timeInWords } from './text.ts';

/** A message for people: plain text. What others have written in it keeps to its line. */
export interface AlertMessage {
  /** One line. */
  readonly subject: string;
  readonly text: string;
}

/** Alerts that a message describes in full; of the others it gives the number. */
const MOST_WRITTEN = 20;

/**
 * Writes one message about all that has changed.
 * @param alerts at least one
 */
export function writeMessage(alerts: readonly Alert[], publicUrl: string | null): AlertMessage {
  const written = alerts.slice(0, MOST_WRITTEN);
  const left = alerts.length - written.length;
  const parts = written.map((alert) => paragraph(alert, publicUrl));
  if (left > 0) parts.push(`And ${left} more: signal-hooks alerts list`);
  return { subject: subjectOf(alerts), text: parts.join('\n\n') };
}

/** What is sent to try a channel. */
export const testMessage = (publicUrl: string | null): AlertMessage => ({
  subject: 'Signal Hooks: a test',
  text: `This is a test: alerts of ${publicUrl ?? 'this gateway'} arrive here.`,
});

function subjectOf(alerts: readonly Alert[]): string {
  const [first] = alerts as readonly [Alert, ...Alert[]];
  if (alerts.length === 1) return `Signal Hooks: ${headOf(first)}`;
  const over = alerts.filter(({ closedAt }) => closedAt !== null).length;
  const parts = [
    ...(over < alerts.length ? [counted(alerts.length - over, 'alert')] : []),
    ...(over > 0 ? [`${over} over`] : []),
  ];
  return `Signal Hooks: ${parts.join(', ')}`;
}

const headOf = ({ title, objectName, closedAt }: Alert): string =>
  `${closedAt === null ? '' : 'Over: '}${title} (${objectName})`;

function paragraph(alert: Alert, publicUrl: string | null): string {
  const { explanation, action, command, since, closedAt } = alert;
  const url = alertUrl(publicUrl, alert);
  const details = url === null ? [] : [`Details: ${url}`];
  if (closedAt !== null) {
    const lasted = durationInWords(closedAt - since);
    return [
      headOf(alert),
      `From ${timeInWords(since)} to ${timeInWords(closedAt)}: ${lasted}.`,
      ...details,
    ].join('\n');
  }
  return [
    headOf(alert),
    explanation,
    `Since: ${timeInWords(since)}`,
    `What to do: ${action}`,
    ...(command === null ? [] : [`Command: ${command}`]),
    ...details,
  ].join('\n');
}
