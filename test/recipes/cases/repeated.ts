import { postedBy, spreadsheetOf } from '../fixture.ts';
import { PublishedRecipe } from '../published-recipe.ts';
import { HEADER } from './gateway.ts';
import { happen } from './sources.ts';
import type { TestCase } from './test-case.ts';
import { titlesOn } from './titles.ts';

/** As often as the gateway tries. */
const ATTEMPTS = 10;

const signal = (id: string) => ({
  signal_id: id,
  event: { description: `Signal ${id}` },
  contacts: [],
});

/** Recipes whose run the gateway repeats when it fails. */
export function repeatedCases(testCase: TestCase): void {
  testCase('a run that fails is repeated, and writes one row', async (fixture) => {
    const slug = 'each-event-once';
    const id = spreadsheetOf(slug);
    fixture.google.make({ id, title: 'Signals', header: HEADER });
    const published = await PublishedRecipe.publish(fixture, slug);
    fixture.google.refuse(id, 503, 2);
    await happen(fixture, 'siggnal', 'signal', signal('sig_9101'));
    await published.ran('error', 'error', 'success');
    expect(titlesOn(fixture.google.rows(id))).toEqual(['Signal sig_9101']);
    await published.unpublish();
  });

  testCase('what the last attempt does not bring goes to a person', async (fixture) => {
    const slug = 'last-attempt-slack';
    const id = spreadsheetOf(slug);
    fixture.google.make({ id, title: 'Signals', header: HEADER });
    const published = await PublishedRecipe.publish(fixture, slug);
    fixture.google.refuse(id, 503, ATTEMPTS);
    await happen(fixture, 'siggnal', 'signal', signal('sig_9102'));
    await published.ran(...Array<string>(ATTEMPTS - 1).fill('error'), 'success');
    const { data } = (await fixture.api.get('/v1/events?limit=1')).json;
    const [event] = data as { id: string }[];
    expect(postedBy(fixture, slug)).toEqual({
      'Tell a person': [
        [
          '*Given up: Signal sig_9102*',
          'siggnal · signal',
          '10 attempts have failed. Put right what is wrong, then replay the event.',
          `${fixture.gateway.url}/console/events/${event?.id}`,
        ].join('\n'),
      ],
    });
    await happen(fixture, 'siggnal', 'signal', signal('sig_9103'));
    await published.ran('success');
    expect(titlesOn(fixture.google.rows(id))).toEqual(['Signal sig_9103']);
    await published.unpublish();
  });
}
