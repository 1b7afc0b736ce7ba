import { identify } from '../services/audit/index.ts';
import type { Answer, Audit, Call, Operation } from './operation.ts';

/**
 * Runs an operation; one that changes something gets an entry in the audit log.
 * @throws what the operation throws, or `unavailable` if the entry cannot be written: then nothing was changed
 */
export async function runOperation(row: Operation, call: Call): Promise<Answer> {
  const audit = auditOf(row, call);
  const run = (): Promise<Answer> => row.handle(call);
  if (audit === null) return run();
  const { kind, idFrom = ({ id }) => id || null, madeId = idInBody } = audit;
  const { operationId: operation } = row;
  const { audit: log } = call.deps.services;
  if (row.access !== 'own-page') {
    const asked = { caller: identify(call.caller), operation, kind, id: idFrom(call) };
    return log.record(asked, run, madeId);
  }
  // Anybody may try to sign in: there is an entry of those who have. If it cannot be written, the cookie is not sent.
  const answer = await run();
  const { id, name } = answer.body as { readonly id: string; readonly name: string };
  const caller = { kind: 'session', id, name } as const;
  return log.record({ caller, operation, kind, id: null }, async () => answer, madeId);
}

function auditOf({ audit = null }: Operation, call: Call): Audit | null {
  if (typeof audit === 'string') return { kind: audit };
  return audit?.changes?.(call) === false ? null : audit;
}

/** Of what was made. */
function idInBody({ body }: Answer): string | null {
  if (typeof body !== 'object' || !('id' in body)) return null;
  return typeof body.id === 'string' ? body.id : null;
}
