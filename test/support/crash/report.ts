import type { EventRow } from '../api.ts';
import type { CrashFixture } from './gateways.ts';

/** What became of everything that was sent, once nothing is pending any more. */
export interface CrashReport {
  /** Signals that are stored. */
  readonly events: number;
  /** Answered 200 and not stored, sent and not stored, or stored and not brought to a subscriber. */
  readonly lost: readonly string[];
  /** Deliveries that came more than once; at least once is what is promised. */
  readonly doubled: number;
  /**
   * What no crash explains: a delivery made once more although its outcome was in the log, or by a
   * gateway that was alive; an event that came although nobody sent it; a signal stored twice.
   */
  readonly unjustified: readonly string[];
}

/** Counts. Every signal must have been sent until it was answered. */
export async function countCrashes(fixture: CrashFixture): Promise<CrashReport> {
  const { api, sender, subscribers } = fixture;
  const rows = await api.all<EventRow>('/v1/events?provider=siggnal');
  const stored = new Map(rows.map(({ id, record }) => [String(record.subject_id), id]));
  const ids = new Set(rows.map(({ id }) => id));
  const lost = sender.sent.filter((signal) => !stored.has(signal));
  for (const [signal, { eventId }] of sender.answered) {
    if (stored.get(signal) !== eventId) lost.push(`${signal} as ${eventId}`);
  }
  const unjustified: string[] = rows
    .filter(({ id, record }) => stored.get(String(record.subject_id)) !== id)
    .map(({ id }) => `${id} is stored twice`);
  for (const subscriber of subscribers) {
    for (const id of ids) if (!subscriber.times.has(id)) lost.push(`${id} at ${subscriber.url}`);
    for (const id of subscriber.times.keys()) if (!ids.has(id)) unjustified.push(`${id} unknown`);
    for (const id of subscriber.repeatedByLiving) unjustified.push(`${id} by one that is alive`);
    for (const id of await repeatedOnPurpose(fixture, subscriber.repeated)) unjustified.push(id);
  }
  const doubled = subscribers.reduce((sum, { repeated }) => sum + repeated.size, 0);
  return { events: rows.length, lost, doubled, unjustified };
}

/** Deliveries that came again although the log says that they had arrived. */
async function repeatedOnPurpose(
  { api }: CrashFixture,
  repeated: ReadonlySet<string>,
): Promise<string[]> {
  const found: string[] = [];
  for (const id of repeated) {
    const { json } = await api.get(`/v1/deliveries/${id}`);
    const attempts = json.attempts as readonly { readonly error: string | null }[];
    const arrived = attempts.filter(({ error }) => error === null).length;
    if (arrived !== 1) found.push(`${id} has arrived ${arrived} times by its log`);
  }
  return found;
}
