import type { ServiceDeps } from '../deps.ts';
import type { Exclusive } from '../exclusive.ts';
import type { Registrar } from './registrar.ts';

/** What the verbs of sources share. */
export interface SourceDeps extends ServiceDeps {
  readonly registrar: Registrar;
  /** One change of a source after the other. */
  readonly changes: Exclusive;
}
