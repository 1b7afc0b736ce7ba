import type { Erasure } from '../../domain.ts';
import { GatewayError } from '../../errors.ts';
import type { Page, PageRequest } from '../../store/store.ts';
import type { ErasureDeps } from './deps.ts';

/** An erasure, with what it does not reach. */
export interface ErasureState {
  readonly erasure: Erasure;
  /** Sentences for people. */
  readonly notCovered: readonly string[];
}

/** Newest first. */
export async function listErasures(
  deps: ErasureDeps,
  page: PageRequest,
): Promise<Page<ErasureState>> {
  const { items, next } = await deps.store.erasures.list(page);
  return { items: items.map((erasure) => stateOf(deps, erasure)), next };
}

/** @throws {GatewayError} `erasure_not_found` */
export async function getErasure(deps: ErasureDeps, id: string): Promise<ErasureState> {
  const erasure = await deps.store.erasures.get(id);
  if (erasure === null) throw new GatewayError('erasure_not_found');
  return stateOf(deps, erasure);
}

/** With what it does not reach. */
export function stateOf({ keeping }: ErasureDeps, erasure: Erasure): ErasureState {
  const file =
    keeping.databaseUrl === null
      ? 'The disk itself, and snapshots of it: the database file is overwritten, what a disk keeps of it elsewhere is not.'
      : 'PostgreSQL’s files, its write-ahead log and its replicas, until the server has written over what was deleted.';
  return { erasure, notCovered: [...NOT_COVERED, file] };
}

const NOT_COVERED: readonly string[] = [
  'Back-ups and other copies of the database: after restoring one, ask for the erasure again.',
  'Subscribers, who have what was sent to them: see recipients.',
  'Events that came after the erasure was asked for.',
  'Events whose record has the value in another field only.',
  'What people have written at the gateway: names, filters, definitions; and logs outside the database.',
];
