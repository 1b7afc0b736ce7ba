import { basename } from 'node:path';
import { PROVIDERS } from '@signal-hooks/catalogue';
import { blueprintFiles } from '../../src/blueprint/index.ts';
import { committedNames, committedText } from './support/committed.ts';

const files = new Map([...blueprintFiles()].map(([path, content]) => [basename(path), content]));

test('every provider, and all of them, with each destination; any sender with Sheets; the guide', () => {
  const sources = ['all-providers', ...Object.keys(PROVIDERS)];
  const destinations = ['google-sheets', 'hubspot', 'slack'];
  const expected = sources.flatMap((source) =>
    destinations.map((destination) => `${source}-${destination}.blueprint.json`),
  );
  const any = 'any-webhook-google-sheets.blueprint.json';
  expect([...files.keys()].sort()).toEqual(['README.md', any, ...expected].sort());
});

test('what is committed is what the catalogue gives; else run: npm run generate', () => {
  expect(committedNames()).toEqual([...files.keys()].sort());
  for (const [name, content] of files) expect([name, committedText(name)]).toEqual([name, content]);
});

test('the guide says plainly what was not tried, and names every file', () => {
  const guide = files.get('README.md') ?? '';
  expect(guide).toContain('Structure-checked, not imported into a live account');
  for (const name of files.keys()) {
    if (name !== 'README.md') expect(guide).toContain(`(${name})`);
  }
});

test('the guide has a header row for every source', () => {
  const guide = files.get('README.md') ?? '';
  const rows = guide.split('\n').filter((line) => line.startsWith('event_id\t'));
  expect(rows).toHaveLength(Object.keys(PROVIDERS).length + 2);
  // Siggnal's, by hand: the common columns and its own four.
  const [, section = ''] = guide.split('\n## Siggnal\n');
  const first = section.split('\n').find((line) => line.startsWith('event_id\t'));
  expect(first?.split('\t')).toEqual(
    `event_id source_id source_name provider provider_name event_type event_type_label
     occurred_at received_at title summary priority score url
     recommended_action project_id company_name company_tax_id company_domain company_industry
     contact_name contact_first_name contact_last_name contact_role contact_email contact_phone subject_type subject_id signal_id
     signal_type signal_description relevance_explanation`.split(/\s+/),
  );
});

test.each([
  ['siggnal-google-sheets', 8, 6, 3],
  ['signals-hubspot', 12, 7, 3],
  ['sigsentry-hubspot', 8, 6, 3],
  ['all-providers-slack', 7, 5, 3],
])('the guide counts the credits of %s', (slug, fresh, known, refused) => {
  const guide = files.get('README.md') ?? '';
  const line = guide.split('\n').find((row) => row.includes(`(${slug}.blueprint.json)`));
  expect(line?.split(' | ').slice(3).join(' ')).toBe(`${fresh} ${known} ${refused} |`);
});
