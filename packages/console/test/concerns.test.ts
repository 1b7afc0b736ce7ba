import type { PendingDeliveries, Source, Subscription } from '@signal-hooks/client';
import { findConcerns } from '../src/pages/home/concerns.ts';

const NOW = Date.parse('2026-11-27T18:00:00Z');

/** As far as concerns look at them. */
const source = (fields: Partial<Source>): Source =>
  ({
    state: 'ready',
    problem: null,
    last_event_at: null,
    refused: { count: 0, last_at: null, last_code: null },
    ...fields,
  }) as Source;
const subscription = (fields: Partial<Subscription>): Subscription =>
  ({ status: 'active', problem: null, failing_since: null, ...fields }) as Subscription;
const kinds = (
  sources: Source[],
  subscriptions: Subscription[],
  pending: PendingDeliveries[] = [],
): string[] => findConcerns(sources, subscriptions, pending, NOW).map(({ kind }) => kind);

test('nothing is wrong', () => {
  expect(kinds([source({})], [subscription({})])).toEqual([]);
});

test('what somebody has stopped is no concern', () => {
  const stopped = { failing_since: '2026-11-27T10:00:00Z', problem: 'x' };
  expect(
    kinds(
      [],
      [
        subscription({ status: 'paused', ...stopped }),
        subscription({ status: 'ended', ...stopped }),
      ],
    ),
  ).toEqual([]);
});

test('subscriptions come first, and each has one concern', () => {
  expect(
    kinds(
      [source({ state: 'waiting_for_secret' }), source({ state: 'unusable', problem: 'x' })],
      [
        subscription({ status: 'disabled', failing_since: '2026-11-20T10:00:00Z' }),
        subscription({ failing_since: '2026-11-27T10:00:00Z' }),
        subscription({ problem: 'x', failing_since: '2026-11-27T10:00:00Z' }),
      ],
    ),
  ).toEqual([
    'subscription_disabled',
    'subscription_failing',
    'subscription_unusable',
    'source_waiting',
    'source_unusable',
  ]);
});

test('requests that were refused are a concern for a day', () => {
  const refusedAt = (last_at: string): Source =>
    source({ refused: { count: 3, last_at, last_code: 'signature_mismatch' } });
  expect(kinds([refusedAt('2026-11-27T17:00:00Z')], [])).toEqual(['source_refusing']);
  expect(kinds([refusedAt('2026-11-26T17:00:00Z')], [])).toEqual([]);
});

test('a source that had events and has none for a day is silent', () => {
  expect(kinds([source({ last_event_at: '2026-11-26T17:59:00Z' })], [])).toEqual(['source_silent']);
  expect(kinds([source({ last_event_at: '2026-11-26T18:01:00Z' })], [])).toEqual([]);
});

test('deliveries that have been due for long are late', () => {
  const waiting = (due_since: string | null): string[] =>
    kinds(
      [],
      [subscription({ id: 'sub_1' })],
      [{ subscription_id: 'sub_1', pending: 3, due_since }],
    );
  expect(waiting('2026-11-27T17:49:00Z')).toEqual(['subscription_late']);
  expect(waiting('2026-11-27T17:55:00Z')).toEqual([]);
  expect(waiting(null)).toEqual([]);
});
