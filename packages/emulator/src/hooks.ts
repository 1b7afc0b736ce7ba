import type { DeliveryPolicy, SampleObject, SigningKey } from '@signal-hooks/catalogue';

/** A payload that looks for its receivers. */
export interface FiredEvent {
  readonly type: string;
  readonly payload: SampleObject;
}

/** A receiver registered with a provider, whatever the provider calls it. */
export interface Hook {
  readonly id: string;
  url: string;
  /** False once it is disabled or removed; nothing is sent then. */
  active: boolean;
  /** Failed deliveries in a row. */
  failures: number;
  /** When the provider switched it off, in milliseconds since 1970. */
  disabledAt: number | null;
  /** The whole `Authorization` header the user asked for. */
  readonly authorization?: string | undefined;
  /** What requests are signed with right now; empty where the user wants no signature. */
  key(): SigningKey;
  /** Whether the user asked for this event. */
  accepts(event: FiredEvent): boolean;
}

/** Counts the end of a delivery for its hook, and disables the hook where the policy says so. */
export function noteOutcome(
  hook: Hook,
  policy: DeliveryPolicy,
  delivered: boolean,
  now: number,
): void {
  if (delivered) {
    hook.failures = 0;
    return;
  }
  hook.failures += 1;
  if (policy.disableAfter === null || hook.failures < policy.disableAfter || !hook.active) return;
  hook.active = false;
  hook.disabledAt = now;
}

/** A hook that sends, and has not failed yet. */
export const ENABLED = { active: true, failures: 0, disabledAt: null } as const;

/** Makes a hook send again, and forgets its failures. */
export function enableHook(hook: Hook): void {
  Object.assign(hook, ENABLED);
}

/** The hooks of one provider, by id, in the order they were made. */
export class HookBook<Kind extends Hook> {
  readonly #hooks = new Map<string, Kind>();
  #last = 0;

  /** Counts up from 1: what ids are made of. */
  nextNumber(): number {
    this.#last += 1;
    return this.#last;
  }

  get all(): readonly Kind[] {
    return [...this.#hooks.values()];
  }

  add(hook: Kind): Kind {
    this.#hooks.set(hook.id, hook);
    return hook;
  }

  get(id: string | undefined): Kind | undefined {
    return id === undefined ? undefined : this.#hooks.get(id);
  }

  /** Removes a hook; its retries under way end. */
  remove(hook: Kind): void {
    hook.active = false;
    this.#hooks.delete(hook.id);
  }
}
