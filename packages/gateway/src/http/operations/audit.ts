import type { AuditEntry } from '../../domain.ts';
import { AUDIT_ENTRY } from '../../entities/audit-entry.ts';
import { AUDITED_KINDS } from '../../services/audit/subjects.ts';
import { shownOf, type View } from '../../services/views.ts';
import {
  listAnswer,
  type Operation,
  operation,
  type PageQuery,
  pageRequest,
  timeOf,
} from '../operation.ts';
import { ID_PARAMETER, object, oneOf, PAGE_QUERY, pageOf, TIME, text } from '../schemas.ts';

interface AuditListQuery extends PageQuery {
  readonly since?: string;
  readonly until?: string;
  readonly kind?: string;
  readonly id?: string;
  readonly caller_id?: string;
}

/** Its texts are JSON that the gateway has written itself. */
const entryView = (entry: AuditEntry): View => ({
  ...shownOf(AUDIT_ENTRY, entry),
  before: entry.before === null ? null : JSON.parse(entry.before),
  after: entry.after === null ? null : JSON.parse(entry.after),
});

/** Who has changed what. */
export const AUDIT_OPERATIONS: readonly Operation[] = [
  operation<AuditListQuery>({
    method: 'get',
    path: '/v1/audit',
    operationId: 'listAudit',
    tag: 'Audit',
    summary: 'Who has changed what, the newest first',
    description:
      'An entry for every change that was asked for by this API or by the command line, also one that was refused. It has the fields that changed, as the API shows them and never a secret: of an address only its origin, of a long value a digest. Entries are kept for a year (SIGNAL_HOOKS_AUDIT_DAYS).',
    access: 'audit:read',
    query: object({
      ...PAGE_QUERY,
      'since?': { ...TIME, description: 'Only changes since then.' },
      'until?': { ...TIME, description: 'Only changes before then.' },
      'kind?': oneOf(AUDITED_KINDS, 'Only changes of this kind of object.'),
      'id?': text(64, 'Only changes of the object with this id.'),
      'caller_id?': {
        ...ID_PARAMETER,
        description: 'Only what was asked for with this token, or in this session.',
      },
    }),
    answers: { 200: { description: 'A page of entries.', schema: pageOf('AuditEntry') } },
    handle: async ({ deps, query }) => {
      const { kind = null, id = null, caller_id: callerId = null } = query;
      const wanted = {
        since: timeOf(query.since),
        until: timeOf(query.until),
        ...{ objectKind: kind, objectId: id, callerId },
      };
      return listAnswer(await deps.services.audit.list(wanted, pageRequest(query)), entryView);
    },
  }),
];
