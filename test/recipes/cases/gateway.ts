import { PROVIDERS, type ProviderId, type SampleObject } from '@signal-hooks/catalogue';
import {
  filledCells,
  goldenPayload,
  goldenSamples,
} from '../../../packages/catalogue/test/support/golden.ts';
import { spreadsheetOf } from '../fixture.ts';
import { PublishedRecipe } from '../published-recipe.ts';
import { expectSheet, type SheetRow } from '../sheet.ts';
import { bringAgain, deliveriesTo, happen } from './sources.ts';
import { RECEIVED_AT, type TestCase } from './test-case.ts';

const SLUG = 'all-providers-google-sheets';

/** An event, and its cells that are not empty. */
type Event = readonly [ProviderId, type: string, SampleObject, SheetRow];

/** What the user has pasted into the sheet for all providers. */
export const HEADER =
  'event_id source_id source_name provider provider_name event_type event_type_label occurred_at received_at title summary priority score url recommended_action project_id company_name company_tax_id company_domain company_industry contact_name contact_first_name contact_last_name contact_role contact_email contact_phone subject_type subject_id'.split(
    ' ',
  );

/** What a sheet could misread, and what it must have. */
const HOSTILE: Event = [
  'siggnal',
  'signal',
  {
    signal_id: 'sig_8001',
    company: { name: '=Romashka', inn: '0077' },
    event: { description: '+7', detected_at: '2026-04-25T14:30:00.000Z' },
  },
  {
    ...{ provider_name: 'Siggnal', event_type_label: 'Signal' },
    title: '+7',
    summary: '+7',
    company_name: '=Romashka',
    company_tax_id: '0077',
    subject_type: 'signal',
    subject_id: 'sig_8001',
  },
];

/** The first complete golden sample of each provider. */
const SAMPLES: readonly Event[] = Object.values(PROVIDERS).map((provider) => {
  const id = provider.id as ProviderId;
  const found = goldenSamples(provider).find(([, { complete }]) => complete);
  const [type = '', { cells = {} } = {}] = found ?? [];
  const common = Object.entries(filledCells(cells)).filter(([key]) => HEADER.includes(key));
  return [id, type, goldenPayload(provider, type), Object.fromEntries(common)];
});

const EVENTS: readonly Event[] = [...SAMPLES, HOSTILE];

/** All providers, one sheet. */
export function gatewayCases(testCase: TestCase): void {
  let published: PublishedRecipe;

  testCase('an event of each provider becomes a row with the same columns', async (fixture) => {
    fixture.google.make({ id: spreadsheetOf(SLUG), title: 'Signals', header: HEADER });
    published = await PublishedRecipe.publish(fixture, SLUG);
    for (const [provider, type, payload] of EVENTS) {
      await happen(fixture, provider, type, payload);
      await published.ran('success');
    }
    const empty = Object.fromEntries(HEADER.map((key) => [key, '']));
    const rows = EVENTS.map(([provider, event_type, _payload, cells]) => ({
      ...empty,
      event_id: expect.stringMatching(/^evt_[0-9a-z]{26}$/),
      source_id: expect.stringMatching(/^src_[0-9a-z]{26}$/),
      source_name: expect.any(String),
      provider,
      event_type,
      ...cells,
      // SIGNALS makes it anew for every attempt.
      occurred_at: provider === 'signals' ? RECEIVED_AT : '2026-04-25T14:30:00.000Z',
      received_at: RECEIVED_AT,
    }));
    expectSheet(fixture, SLUG, rows);
  });

  testCase('what the gateway delivers again adds no row', async (fixture) => {
    expect(await deliveriesTo(fixture, published)).toHaveLength(EVENTS.length);
    await bringAgain(fixture, published, EVENTS.length);
    await published.ran(...EVENTS.map(() => 'success'));
    expect(fixture.google.rows(spreadsheetOf(SLUG))).toHaveLength(1 + EVENTS.length);
  });
}
