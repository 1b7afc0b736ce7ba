import { userInfo } from 'node:os';
import type { AuditEntry, Millis } from '../../domain.ts';
import { GatewayError } from '../../errors.ts';
import { newId } from '../../ids.ts';
import { type Logger, logSampled } from '../../log.ts';
import type { AuditEnd, AuditQuery } from '../../store/audit.ts';
import type { Page, PageRequest, Store } from '../../store/store.ts';
import type { Caller } from '../caller.ts';
import type { Services } from '../index.ts';
import type { View } from '../views.ts';
import { changesOf } from './changes.ts';
import { type AuditedKind, lookAt } from './subjects.ts';

/** Who asks for a change. */
export interface AuditCaller {
  readonly kind: AuditEntry['callerKind'];
  /** Of the token or session; null: there is none. */
  readonly id: string | null;
  readonly name: string;
}

/** What somebody asks for. */
export interface AskedChange {
  readonly caller: AuditCaller;
  /** The operation's id in the description of the API, or the like. */
  readonly operation: string;
  readonly kind: AuditedKind;
  /** Null: it is made by this, or there is none. */
  readonly id: string | null;
}

/** What an {@link AuditService} works with. */
export interface AuditDeps {
  readonly store: Pick<Store, 'audit'>;
  readonly log: Logger;
  readonly now: () => Millis;
}

/**
 * The audit log: an entry for every change that somebody asks for. It is written before the change, which is
 * not made if that fails; what came of it is added afterwards. So no change is without an entry, also
 * if the process is killed in between: then its outcome stays `started`.
 */
export class AuditService {
  readonly #deps: AuditDeps;
  readonly #services: () => Services;

  /** @param services what objects are looked at by */
  constructor(deps: AuditDeps, services: () => Services) {
    this.#deps = deps;
    this.#services = services;
  }

  /**
   * Makes a change with its entry.
   * @param madeId the id of what was made, where {@link AskedChange.id} is null
   * @throws what `change` throws, or {@link GatewayError} `unavailable` if the entry cannot be written: then nothing was changed
   */
  async record<Result>(
    asked: AskedChange,
    change: () => Promise<Result>,
    madeId: (result: Result) => string | null = () => null,
  ): Promise<Result> {
    const { store } = this.#deps;
    const before = await lookAt(this.#services(), asked.kind, asked.id);
    const entry = this.#entry(asked, before);
    await store.audit.add(entry);
    try {
      const result = await change();
      const objectId = asked.id ?? madeId(result);
      await this.#end(entry, async () => {
        const after = await lookAt(this.#services(), asked.kind, objectId);
        return { ...asTexts(before, after), objectId, outcome: 'done', error: null };
      });
      return result;
    } catch (error) {
      const code = error instanceof GatewayError ? error.code : 'internal';
      await this.#end(entry, async () => {
        return { ...entry, outcome: 'failed', error: code, before: null };
      });
      throw error;
    }
  }

  /** The same for whoever uses the command line on this machine. */
  recordLocal<Result>(
    asked: Omit<AskedChange, 'caller'>,
    change: () => Promise<Result>,
    madeId?: (result: Result) => string | null,
  ): Promise<Result> {
    return this.record({ ...asked, caller: identify(null) }, change, madeId);
  }

  /** The newest first. */
  list(query: AuditQuery, page: PageRequest): Promise<Page<AuditEntry>> {
    return this.#deps.store.audit.list(query, page);
  }

  #entry({ caller, operation, kind, id }: AskedChange, before: View | null): AuditEntry {
    const now = this.#deps.now();
    return {
      id: newId('aud', now),
      at: now,
      ...{ callerKind: caller.kind, callerId: caller.id, callerName: caller.name },
      operation,
      objectKind: kind,
      objectId: id,
      outcome: 'started',
      error: null,
      ...asTexts(before, null),
      after: null,
    };
  }

  /** The change is made or refused: whoever asked has to learn that, with secrets that are shown once. */
  async #end(entry: AuditEntry, end: () => Promise<AuditEnd>): Promise<void> {
    const { store, log } = this.#deps;
    try {
      await store.audit.end(entry.id, await end());
    } catch (error) {
      logSampled(log, 'audit', (more) =>
        log.error(
          { err: error, entry: entry.id, operation: entry.operation, ...more },
          'the outcome of a change cannot be written to the audit log',
        ),
      );
    }
  }
}

function asTexts(before: View | null, after: View | null): Pick<AuditEntry, 'before' | 'after'> {
  const changes = changesOf(before, after);
  const textOf = (view: View | null): string | null =>
    view === null ? null : JSON.stringify(view);
  return { before: textOf(changes.before), after: textOf(changes.after) };
}

/** @param caller null: whoever uses the command line on this machine */
export function identify(caller: Caller | null): AuditCaller {
  if (caller === null) return { kind: 'local', id: null, name: userName() };
  const { id, name, session } = caller;
  return { kind: session === null ? 'token' : 'session', id, name };
}

/** Some systems have no name for the user of a container. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return '';
  }
}
