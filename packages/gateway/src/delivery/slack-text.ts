import type { SignalRecord } from '@signal-hooks/catalogue';
import { cut } from '../cut.ts';

/** Slack takes 40,000 characters, and people read a few lines. */
const MAX_LINE = 500;

/** An event as a message for people. */
export interface EventMessage {
  readonly text: string;
  readonly link: string | undefined;
}

/**
 * The fields that say most: title, summary, whom it is about, how urgent it is, what to do; and the
 * record's address as link, if it is one of the web.
 */
export function eventMessage(record: SignalRecord): EventMessage {
  const { title, summary, company_name, contact_name, priority, score, recommended_action } =
    record;
  const label = `${record.provider_name}: ${record.event_type_label}`;
  const facts = [
    ['Company', company_name],
    ['Contact', contact_name],
    ['Priority', priority],
    ['Score', score],
  ]
    .filter(([, value]) => isFilled(value))
    .map(([name, value]) => `${name}: ${value}`);
  const lines = [
    title ?? label,
    title === null ? null : label,
    summary,
    facts.join(' · '),
    recommended_action,
  ];
  return {
    text: lines
      .filter(isFilled)
      .map((line) => cut(String(line), MAX_LINE))
      .join('\n'),
    link: webAddress(record.url),
  };
}

const isFilled = (value: unknown): boolean => value !== null && value !== undefined && value !== '';

function webAddress(value: unknown): string | undefined {
  const url = typeof value === 'string' ? URL.parse(value) : null;
  return url?.protocol === 'https:' || url?.protocol === 'http:' ? url.href : undefined;
}
