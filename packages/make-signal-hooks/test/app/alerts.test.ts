import { until } from '../../../../test/support/until.ts';
import { componentOf, readApp } from './support/app.ts';
import { addSource, type Fixture, happen, startFixture } from './support/fixture.ts';
import type { Hook } from './support/make/make.ts';

const MINUTE = 60_000;

let fixture: Fixture;
const hooks: Hook[] = [];

beforeAll(async () => {
  fixture = await startFixture();
});
afterAll(async () => {
  for (const hook of hooks) await hook.close();
  await fixture?.close();
});

async function attach(parameters = {}, id?: string): Promise<Hook> {
  const hook = await fixture.make.hook(parameters, id);
  hooks.push(hook);
  return hook;
}

/** Five requests that nobody has signed: as many as make an alert. */
async function refuse(source: string): Promise<void> {
  for (let at = 0; at < 5; at += 1) {
    const url = `${fixture.gateway.url}/in/${source}`;
    const { status } = await fetch(url, { method: 'POST', body: '{}' });
    if (status !== 401) throw new Error(`it was not refused: ${status}`);
  }
}

const FIELDS = `
  event_id text Event ID
  source_id text Source ID
  source_name text Source name
  provider text Provider
  provider_name text Provider name
  event_type text Event type
  event_type_label text Event type label
  occurred_at date Occurred at
  received_at date Received at
  title text Title
  summary text Summary
  priority text Priority
  url url URL
  recommended_action text Recommended action
  subject_type text Subject type
  subject_id text Subject ID
  alert_id text Alert ID
  alert_rule text Alert rule
  alert_state text Alert state
  alert_since date Alert since
  alert_closed_at date Alert closed at
  alert_command text Alert command
  subject_name text Subject name`;

test('its fields are those that alerts have something in', () => {
  const { codes } = componentOf(readApp(), 'module', 'watchNewAlerts');
  const wanted = FIELDS.trim().split(/\s*\n\s*/);
  type Shown = { readonly name: string; readonly type: string; readonly label: string };
  expect(codes.interface.map(({ name, type, label }: Shown) => `${name} ${type} ${label}`)).toEqual(
    wanted,
  );
  expect(codes.samples).toMatchObject({
    ...{ provider: 'alerts', event_type: 'alert.opened', alert_state: 'open' },
    alert_closed_at: '2026-04-25T15:05:00.000Z',
  });
});

test('what goes wrong starts the scenario, and so does its end; only what is asked for', async () => {
  const source = await addSource(fixture, 'siggnal', 'Sales');
  const [both, closed] = [
    await attach({}, 'alerts'),
    await attach({ event_types: ['alert.closed'] }, 'alerts'),
  ];
  const signals = await attach();
  await refuse(source.id);
  fixture.advance(2 * MINUTE);
  await both.came(1);
  expect(both.bundles).toMatchObject([
    {
      ...{ provider: 'alerts', event_type: 'alert.opened', priority: 'high' },
      ...{ alert_rule: 'source_rejecting', alert_state: 'open', alert_closed_at: null },
      ...{ subject_type: 'source', subject_id: source.id, subject_name: 'Sales' },
    },
  ]);
  fixture.advance(61 * MINUTE);
  await until(
    () => Promise.resolve([both.count(), closed.count()]),
    ([first = 0, second = 0]) => first >= 2 && second >= 1,
  );
  const typesOf = ({ bundles }: Hook): string[] => bundles.map(({ event_type }) => event_type);
  expect(typesOf(both)).toEqual(['alert.opened', 'alert.closed']);
  expect(typesOf(closed)).toEqual(['alert.closed']);
  // A webhook for signals gets none of them.
  await happen(fixture, source);
  await signals.came(1);
  expect(typesOf(signals)).toEqual(['signal']);
});

test('what is mapped is what comes', async () => {
  const [hook] = hooks;
  const fields = await fixture.make.fieldsOf('watchNewAlerts', { webhook: hook?.data ?? {} });
  const names = fields.map(({ name }) => name);
  expect(Object.keys(hook?.bundles[0])).toEqual(expect.arrayContaining(names));
});
