import type { ServiceDeps } from '../deps.ts';
import type * as subscriptions from '../subscriptions/verbs.ts';
import type { Bound } from '../verbs.ts';

/** What the verbs of alerts share. */
export interface AlertDeps
  extends Pick<
    ServiceDeps,
    'store' | 'directory' | 'vault' | 'now' | 'rules' | 'publicUrl' | 'send' | 'smtp'
  > {
  readonly subscriptions: Bound<typeof subscriptions>;
}
