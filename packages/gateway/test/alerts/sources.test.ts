import { until } from '../../../../test/support/until.ts';
import { usualSilence } from '../../src/alerts/rules/source-silent.ts';
import { newId } from '../../src/ids.ts';
import { signalsSettings, startSignals } from '../http/harness.ts';
import { event } from '../store/contract/fixtures.ts';
import { addSource, DAY, type Fixture, HOUR, MINUTE, SECRET, startFixture } from './fixture.ts';

let fixture: Fixture;

beforeEach(async () => {
  fixture = await startFixture();
});
afterEach(() => fixture.close());

const change = (rule: string, body: object) =>
  fixture.api.call('PATCH', `/v1/alert-rules/${rule}`, body);

/** Stores events as if they had come at these times. */
async function storePast(sourceId: string, times: readonly number[]): Promise<void> {
  await fixture.gateway.store.events.append(
    times.map((receivedAt) => {
      const id = newId('evt', receivedAt);
      return event(id, { sourceId, receivedAt: Math.round(receivedAt), identity: id });
    }),
  );
}

describe('a source is silent', () => {
  test('for longer than its own past says, until something comes', async () => {
    const sourceId = await addSource(fixture);
    const start = fixture.now();
    // Every six hours for nine days, but for a weekend of two days.
    const past = Array.from({ length: 37 }, (_, at) => start - at * 6 * HOUR);
    await storePast(
      sourceId,
      past.filter((at) => at <= start - 5 * DAY || at >= start - 3 * DAY),
    );
    // The longest silence is 48 hours; half as much again, and an hour, are 73 hours.
    fixture.advance(60 * HOUR);
    await fixture.round();
    expect(await fixture.alerts('source_silent')).toEqual([]);
    fixture.advance(24 * HOUR);
    const opened = await fixture.alert('source_silent', 'open');
    expect(opened).toMatchObject({ object_id: sourceId, since: new Date(start).toISOString() });
    expect(opened.explanation).toMatch(/^Nothing has come for 3 d 12 h\. .*unusual/);
    await fixture.post(sourceId, 'sig_1');
    fixture.advance(6 * MINUTE);
    await fixture.alert('source_silent', 'closed');
  });

  test('for longer than was set', async () => {
    const sourceId = await addSource(fixture);
    await fixture.post(sourceId, 'sig_1');
    await change('source_silent', { threshold: 2 });
    fixture.advance(HOUR);
    await fixture.round();
    expect(await fixture.alerts('source_silent')).toEqual([]);
    fixture.advance(HOUR + MINUTE);
    await fixture.alert('source_silent', 'open');
  });

  test('is not said where the past says too little', () => {
    const hourly = (days: number) => Array.from({ length: days * 24 }, (_, at) => at * HOUR);
    expect(usualSilence([], 0)).toBeNull();
    expect(usualSilence(hourly(7), 7 * DAY)).toBeNull();
    expect(usualSilence([0, DAY, 9 * DAY], 9 * DAY)).toBeNull();
    expect(usualSilence(hourly(9), 9 * DAY)).toBe(2.5 * HOUR);
  });
});

test('requests are refused, with the reason, until an hour has passed', async () => {
  const sourceId = await addSource(fixture);
  for (let at = 0; at < 4; at += 1) await fixture.post(sourceId, `sig_${at}`, 'another secret');
  fixture.advance(2 * MINUTE);
  await fixture.round();
  expect(await fixture.alerts('source_rejecting')).toEqual([]);
  await fixture.post(sourceId, 'sig_4', 'another secret');
  // They are listed in the background.
  await until(
    () => fixture.api.all(`/v1/sources/${sourceId}/rejections`),
    ({ length }) => length === 5,
  );
  fixture.advance(2 * MINUTE);
  const opened = await fixture.alert('source_rejecting', 'open');
  expect(opened).toMatchObject({ command: `signal-hooks rejections ${sourceId}` });
  expect(opened.explanation).toMatch(
    /^5 requests were refused within an hour, most with signature_mismatch: /,
  );
  expect(JSON.stringify(opened)).not.toContain(SECRET);
  fixture.advance(HOUR);
  await fixture.alert('source_rejecting', 'closed');
});

test('a registration is lost at the provider, until it is registered anew; a provider that does not answer says nothing', async () => {
  const signals = await startSignals();
  try {
    const { ready } = await fixture.gateway.services.sources.add({
      ...{ provider: 'signals', settings: signalsSettings(signals) },
    });
    const { id } = ready.source;
    signals.intercept = () => [500, {}];
    fixture.advance(16 * MINUTE);
    await fixture.round();
    expect(await fixture.alerts('registration_lost')).toEqual([]);
    signals.intercept = () => undefined;
    const kept = [...signals.hooks];
    signals.hooks.clear();
    fixture.advance(16 * MINUTE);
    const opened = await fixture.alert('registration_lost', 'open');
    expect(opened.command).toBe(`signal-hooks source register ${id}`);
    // As long as nobody can say, it stays open.
    signals.intercept = () => [500, {}];
    fixture.advance(16 * MINUTE);
    await fixture.round();
    expect((await fixture.alerts('registration_lost'))[0]?.state).toBe('open');
    signals.intercept = () => undefined;
    for (const [key, hook] of kept) signals.hooks.set(key, hook);
    fixture.advance(16 * MINUTE);
    await fixture.alert('registration_lost', 'closed');
  } finally {
    await signals.close();
  }
});
