import { readFileSync } from 'node:fs';
import { PROVIDERS, type Provider } from '@signal-hooks/catalogue';
import { outputFields } from '../../packages/zapier-signal-hooks/core/record.ts';

const guide = readFileSync('docs/tutorials/zapier.md', 'utf8');

/** A recipe of the guide. @throws {Error} if it has none of that name */
function recipe(title: string): string {
  const text = guide.split(`\n## Recipe: ${title}\n`)[1]?.split('\n## ')[0];
  if (text === undefined) throw new Error(`no recipe for ${title}`);
  return text.replaceAll(/\s+/g, ' ');
}

/** What somebody in Zapier can map, by the label that is shown there. */
const fieldsOf = (provider: Provider | null): ReadonlyMap<string, string> =>
  new Map(
    outputFields(provider).map((field) => {
      const { key, label = '' } = field as { readonly key: string; readonly label?: string };
      return [label, key];
    }),
  );

/** Fields that a provider never fills are not offered by its trigger, and the guide says so. */
const isFilled = (provider: Provider | null, label: string): boolean => {
  const key = label.toLowerCase().replaceAll(' ', '_');
  const everywhere = ['event_id', 'provider', 'event_type', 'received_at'];
  return provider === null || everywhere.includes(key) || key in provider.common;
};

const TRIGGERS = [
  ['New Signal', null],
  ...Object.values(PROVIDERS).map((provider) => [provider.name, provider] as const),
] as const;

describe.each(TRIGGERS)('%s', (_name, provider) => {
  const fields = fieldsOf(provider);

  test('fills every column of the sheet: the header is its field’s key', () => {
    const header = readFileSync('recipes/google-sheets/header.tsv', 'utf8').trimEnd().split('\t');
    const filled = header.filter((key) => isFilled(provider, key));
    expect([...fields.values()]).toEqual(expect.arrayContaining(filled));
    expect(guide.replaceAll(/\s+/g, ' ')).toContain('this provider never fills them');
    expect(recipe('a row in Google Sheets')).toContain('*Event ID* into `event_id`');
    expect(fields.get('Event ID')).toBe('event_id');
    // The only number: nothing else may go without an apostrophe.
    expect(recipe('a row in Google Sheets')).toContain('every field but *Score*');
    if (isFilled(provider, 'Score')) expect(fields.get('Score')).toBe('score');
    expect(fields.has('Title')).toBe(true);
  });

  test('has every field of the message', () => {
    const named = [...recipe('a message in Slack').matchAll(/\[([A-Z][A-Za-z ]+)\](?!\()/g)];
    const labels = named
      .map(([, label = '']) => label)
      .filter((label) => label !== 'The reference');
    expect(labels).toEqual([
      ...['Title', 'Priority', 'Summary', 'Contact Name', 'Contact Role', 'Company Name'],
      ...['Recommended Action', 'URL', 'Provider', 'Event Type', 'Occurred At'],
    ]);
    for (const label of labels.filter((each) => isFilled(provider, each))) {
      expect([label, fields.has(label)]).toEqual([label, true]);
    }
  });
});

test('the triggers of the HubSpot recipe have its fields', () => {
  const text = recipe('a contact and a company in HubSpot');
  expect(text).toContain('*New Siggnal Signal*, *New Signal Ark Event* or *New SalesIQ Event*');
  const providers = [PROVIDERS.siggnal, PROVIDERS['signal-ark'], PROVIDERS.salesiq];
  const [siggnal, ark] = providers.map(fieldsOf);
  const names = ['Contact First Name', 'Contact Last Name'];
  const all = [...names, 'Contact Email', 'Contact Role', 'Contact Phone', 'Company Name'];
  for (const label of [...all, 'Company Domain', 'Title', 'Recommended Action', 'URL']) {
    expect(text).toContain(label);
    for (const provider of providers) {
      if (isFilled(provider, label)) expect(fieldsOf(provider).has(label)).toBe(true);
    }
  }
  expect(text).toContain('*Relevance Explanation* or *Why Now*');
  expect([siggnal?.has('Relevance Explanation'), ark?.has('Why Now')]).toEqual([true, true]);
});
