import type { ProviderId } from '@signal-hooks/catalogue';

/** An event that happens at a provider, and what a Zap must make of it. */
export interface ProviderEvent {
  readonly provider: ProviderId;
  readonly type: string;
  /** What makes the sample differ from the next: part of its ids. */
  readonly number: number;
  readonly title: string | null;
  readonly subjectType: string;
  readonly subjectId: string;
}

type Line = readonly [
  type: string,
  number: number,
  title: string | null,
  subjectType: string,
  subjectId: string,
];

const of = (provider: ProviderId, lines: readonly Line[]): ProviderEvent[] =>
  lines.map(([type, number, title, subjectType, subjectId]) => ({
    ...{ provider, type, number, title, subjectType, subjectId },
  }));

const APPOINTED = 'A new head of procurement was appointed.';
const RAISES = 'Acme Corp raises $25M Series B';
const EXHAUSTED = 'Checkout API returning 500s: the connection pool is exhausted.';
const DINING = 'Hi, I need some assistance in buying a dining set.';

/** The administration of SalesIQ, which has a webhook of its own. */
export const ADMINISTRATION: readonly ProviderEvent[] = of('salesiq', [
  ['operator.created', 35, null, 'operator', '115000000029035'],
  ['operator.updated', 36, null, 'operator', '115000000029036'],
  ['operator.deleted', 37, null, 'operator', '115000000029037'],
  ['operator.departments.associated', 38, null, 'operator', '115000000029038'],
  ['operator.departments.dissociated', 39, null, 'operator', '115000000029039'],
  ['department.created', 40, 'Sales', 'department', '40526000001809040'],
  ['department.updated', 41, 'Sales', 'department', '40526000001809041'],
  ['department.deleted', 42, 'Sales', 'department', '40526000001809042'],
  ['tag.created', 43, 'hot lead', 'tag', '40526000002200043'],
  ['tag.updated', 44, 'hot lead', 'tag', '40526000002200044'],
  ['tag.deleted', 45, 'hot lead', 'tag', '40526000002200045'],
  ['brands.enabled', 46, 'Zylker store', 'brand', '40526000000002046'],
  ['brands.disabled', 47, 'Zylker store', 'brand', '40526000000002047'],
]);

/** Every event that the five vendors document, once. */
export const PROVIDER_EVENTS: readonly ProviderEvent[] = [
  ...of('siggnal', [['signal', 1, APPOINTED, 'signal', 'sig_000001']]),
  ...of('signal-ark', [
    ['signal.promoted', 2, RAISES, 'signal', 'sig_000002'],
    ['signal.play_matched', 3, RAISES, 'signal', 'sig_000003'],
    ['social.lead_promoted', 4, 'Jane Smith', 'lead', 'lead_000004'],
  ]),
  ...of('signals', [
    ['user.created', 5, 'Jane Smith', 'user', '45'],
    ['user.updated', 6, 'Jane Smith', 'user', '46'],
    ['user.deactivated', 7, 'Jane Smith', 'user', '47'],
    ['settings.updated', 8, 'general', 'settings', 'general'],
    ['role.created', 9, 'Reviewer 9', 'role', '9'],
    ['role.updated', 10, 'Reviewer 10', 'role', '10'],
    ['role.deleted', 11, 'Reviewer 11', 'role', '11'],
  ]),
  ...of('sigsentry', [
    ['analysis.complete', 12, EXHAUSTED, 'analysis', 'ana_00000012'],
    ['analysis.partial', 13, EXHAUSTED, 'analysis', 'ana_00000013'],
    ['watchdog.fired', 14, 'More than 100 errors in 5 minutes.', 'watchdog', 'rule_42'],
  ]),
  ...of('salesiq', [
    ['conversation.created', 15, DINING, 'conversation', '40526000001808015'],
    ['conversation.attender.updated', 16, DINING, 'conversation', '40526000001808016'],
    ['conversation.missed', 17, DINING, 'conversation', '40526000001808017'],
    ['conversation.completed', 18, DINING, 'conversation', '40526000001808018'],
    ['conversation.rated', 19, DINING, 'conversation', '40526000001808019'],
    ['conversation.visitor.replied', 20, DINING, 'conversation', '40526000001808020'],
    ['conversation.operator.replied', 21, DINING, 'conversation', '40526000001808021'],
    ['conversation.transfer.initiated', 22, DINING, 'conversation', '40526000001808022'],
    ['conversation.transfer.accepted', 23, DINING, 'conversation', '40526000001808023'],
    ['conversation.transfer.rejected', 24, DINING, 'conversation', '40526000001808024'],
    ['conversation.participants.added', 25, DINING, 'conversation', '40526000001808025'],
    ['conversation.participants.deleted', 26, DINING, 'conversation', '40526000001808026'],
    ['conversation.supervisor.added', 27, DINING, 'conversation', '40526000001808027'],
    ['conversation.message.edited', 28, DINING, 'conversation', '40526000001808028'],
    ['conversation.message.deleted', 29, DINING, 'conversation', '40526000001808029'],
    ['conversation.metrics', 30, DINING, 'conversation', '40526000001808030'],
    ['conversation.reopened', 31, DINING, 'conversation', '40526000001808031'],
    ['visitor.updated', 32, null, 'visitor', '30000000095032'],
    ['contact.tag.action', 33, null, 'contact', '30000000095033'],
    ['lead.tag.action', 34, null, 'lead', '30000000095034'],
  ]),
  ...ADMINISTRATION,
];
