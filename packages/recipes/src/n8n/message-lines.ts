import type { Provider } from '@signal-hooks/catalogue';
import { lineOf, providerName } from './texts.ts';

/** What messages tell of an event: expressions, which give nothing where it has nothing. */
export const TITLE = '($json.title || $json.event_type)';
export const COMPANY = ['$json.company_name', '$json.company_industry'] as const;
export const WITH_PRIORITY = "$json.priority && 'priority ' + $json.priority";
export const WITH_SCORE = "typeof $json.score === 'number' && 'score ' + $json.score";
export const SUMMARY = '$json.summary !== $json.title && $json.summary';
export const NEXT_STEP = "$json.recommended_action && 'Next step: ' + $json.recommended_action";
export const CONTACTS =
  "...($json.contacts ?? []).map((one) => [one.name, one.role, one.email, one.phone].filter(Boolean).join(', '))";
export const LINK = '$json.url';

/** The lines below the title, of events of several providers. */
export const linesOfAll = (providers: readonly Provider[]): string[] => [
  lineOf(providerName(providers), '$json.event_type', WITH_PRIORITY),
  lineOf(...COMPANY),
  SUMMARY,
  NEXT_STEP,
  CONTACTS,
  LINK,
];

/** What a user may change in the node that writes the message. Markdown. */
export const OTHER_LINES =
  '**Write the message**: other lines; every field of the record is there as `$json.…`.';
