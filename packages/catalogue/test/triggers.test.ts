import {
  ALERTS,
  compileConditions,
  defineProvider,
  filterFields,
  PROVIDERS,
  type Provider,
  type TriggerWording,
  triggerSampleRecord,
  triggersOf,
  validateConditions,
} from '@signal-hooks/catalogue';
import { completeDefinition } from '../src/definition/complete.ts';

/** Whose triggers surfaces offer. */
const EVERYBODY: readonly Provider[] = [...Object.values(PROVIDERS), ALERTS];

/** A provider that only speaks of itself. */
const speaking = (name: string, wording: Parameters<typeof completeDefinition>[0]['wording']) =>
  defineProvider(
    'acme-radar',
    completeDefinition({
      id: 'acme-radar',
      name,
      signature: { algorithm: 'token', header: 'authorization' },
      ...(wording && { wording }),
    }),
  );

test('a provider has one trigger for all of its events, and one for each kind that it names', () => {
  const provider = speaking('Acme Radar', {
    noun: 'Lead',
    startsWhen: 'Acme finds a lead',
    triggers: [
      { name: 'Lost Lead', noun: 'Lead', startsWhen: 'Acme loses a lead', eventType: 'lost' },
    ],
  });
  expect(
    triggersOf(provider).map(({ key, noun, label, description, kind }) => [
      ...[key, noun, label, description],
      kind?.eventType,
    ]),
  ).toEqual([
    [
      'acme_radar_lead',
      'Lead',
      'New Acme Radar Lead',
      'Triggers when Acme finds a lead.',
      undefined,
    ],
    ['acme_radar_lost_lead', 'Lead', 'New Lost Lead', 'Triggers when Acme loses a lead.', 'lost'],
  ]);
});

test('one that is called after its events is not named twice', () => {
  expect(triggersOf(ALERTS).map(({ key, label }) => [key, label])).toEqual([
    ['alerts_alert', 'New Alert'],
    ['alerts_failed_delivery', 'New Failed Delivery'],
    ['alerts_rejected_request', 'New Rejected Request'],
  ]);
});

test('no two triggers of all providers have one key, or one name', () => {
  const triggers = EVERYBODY.flatMap(triggersOf);
  for (const part of ['key', 'label'] as const) {
    const all = triggers.map((trigger) => trigger[part]);
    expect(all.filter((each, at) => all.indexOf(each) !== at)).toEqual([]);
  }
});

const KINDS = EVERYBODY.flatMap((provider) =>
  (provider.wording.triggers ?? []).map((kind): [string, Provider, TriggerWording] => [
    kind.name,
    provider,
    kind,
  ]),
);

test.each(KINDS)('%s: there are such events, and its sample is one', (name, provider, kind) => {
  const { noun, startsWhen, eventType, filter = [] } = kind;
  expect(name).toMatch(/^[A-Z][A-Za-z]*(?: [A-Z][A-Za-z]*)*$/);
  expect(noun).toMatch(/^[A-Z][A-Za-z]*$/);
  expect(startsWhen).toMatch(/^(?!when |triggers ).*[^.]$/i);
  expect(Object.keys(provider.events)).toContain(eventType);
  expect(validateConditions(filter, filterFields(provider), 'filter')).toEqual([]);
  const record = triggerSampleRecord(provider, kind);
  expect([record.provider, record.event_type]).toEqual([provider.id, eventType]);
  expect(compileConditions(filter)(record)).toBe(true);
});
