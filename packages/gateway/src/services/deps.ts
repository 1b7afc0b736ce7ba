import type { WebhookRequest } from '@signal-hooks/catalogue';
import type { Dispatcher as HttpClient } from 'undici';
import type { SmtpSettings } from '../alerts/channels/email.ts';
import type { SendMessage } from '../alerts/channels/sender.ts';
import type { Dispatcher } from '../delivery/dispatcher.ts';
import type { Directory } from '../directory.ts';
import type { Millis } from '../domain.ts';
import type { IngestResult } from '../ingest/ingest.ts';
import type { Logger } from '../log.ts';
import type { TargetRules } from '../net/safe-connector.ts';
import type { ReadySource } from '../ready.ts';
import type { Store } from '../store/store.ts';
import type { Vault } from '../vault.ts';
import type { BackupDeps } from './backups.ts';
import type { KeepingConfig } from './storage/index.ts';

/** What the services work with. None of it needs a listening server. */
export interface ServiceDeps {
  readonly store: Store;
  /** Need not be started: every service looks for changes before it reads. */
  readonly directory: Directory;
  readonly vault: Vault;
  readonly log: Logger;
  readonly now: () => Millis;
  /** Is woken when something is due; sends tests. One that is not started serves the command line. */
  readonly dispatcher: Pick<Dispatcher, 'wake' | 'sendTest'>;
  /** Asks providers' APIs; make it with `createSafeAgent`. */
  readonly client: HttpClient;
  /** Where deliveries and requests to providers may go. */
  readonly rules: TargetRules;
  /** The address under which providers reach this gateway, without a slash at its end; null: not known. */
  readonly publicUrl: string | null;
  /** The gateway's version, for the user agent. */
  readonly version: string;
  /** The real way in, for a source's test: `Ingest.receive`. */
  readonly ingestTest: (ready: ReadySource, request: WebhookRequest) => Promise<IngestResult>;
  /** What decides how much is kept, and where. */
  readonly keeping: KeepingConfig;
  /** What a back-up is made of. */
  readonly data: BackupDeps['data'];
  /** Sends messages about alerts. */
  readonly send: SendMessage;
  /** Null: there is no mail server. */
  readonly smtp: SmtpSettings | null;
  /** Addresses that sign-in links are sent to. */
  readonly consoleEmails: readonly string[];
  /** How long a provider may take over one answer, in milliseconds. */
  readonly providerTimeoutMs?: Millis;
}
