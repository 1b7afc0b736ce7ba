import { until } from '../../support/until.ts';
import { spreadsheetOf, workflowIdOf } from '../fixture.ts';
import { PublishedRecipe } from '../published-recipe.ts';
import type { TestCase } from './test-case.ts';
import { titlesOn } from './titles.ts';

const SLUG = 'siggnal-google-sheets';

const signal = (id: string) => ({
  signal_id: id,
  event: { description: `Signal ${id}` },
  contacts: [],
});

/** Nothing is lost, whatever fails. Behind the cases of the sheets, whose log is used. */
export function failureCases(testCase: TestCase): void {
  testCase('Google is tried again after a short outage', async (fixture) => {
    const { google } = fixture;
    const id = spreadsheetOf(SLUG);
    const published = await PublishedRecipe.resume(fixture, SLUG);
    google.refuse(id, 503, 1);
    await published.take('signal', signal('sig_9001'));
    expect(titlesOn(google.rows(id)).slice(-1)).toEqual(['Signal sig_9001']);
  });

  testCase('and so is Slack', async (fixture) => {
    const published = await PublishedRecipe.resume(fixture, 'siggnal-slack');
    fixture.slack.refuse(1);
    await published.take('signal', signal('sig_9003'));
    expect(fixture.slack.posted('C0SIGNALS').slice(-1)).toEqual([
      '*Signal sig_9003*\nWhy it matters: Signal sig_9003',
    ]);
  });

  testCase('a long outage is told in Slack; Retry writes the row', async (fixture) => {
    const { google, slack, n8n } = fixture;
    const id = spreadsheetOf(SLUG);
    await fixture.client.activate(workflowIdOf('recipe-failures-slack'));
    const published = await PublishedRecipe.resume(fixture, SLUG);
    google.refuse(id, 503, 5);
    const failed = await published.fail('signal', signal('sig_9002'));
    expect(titlesOn(google.rows(id))).not.toContain('Signal sig_9002');
    const told = await until(
      () => slack.posted('C0OPS'),
      (posted) => posted.length > 0,
    );
    expect(told.map((text) => text.split('\n'))).toEqual([
      [
        '*Failed: Siggnal signals to Google Sheets*',
        expect.stringMatching(/^At “Append or update the row”: Service unavailable/),
        `Its event waits here. Mend what is wrong, then click the arrow (Retry execution): ${n8n.url}/workflow/${published.workflowId}/executions/${failed.id}`,
      ],
    ]);
    await fixture.client.retry(failed.id);
    await published.ran('success');
    expect(titlesOn(google.rows(id)).slice(-1)).toEqual(['Signal sig_9002']);
  });
}

/** The weekly housekeeping. */
export function memoryCases(testCase: TestCase): void {
  testCase(
    'on Sundays the known events are forgotten, before n8n’s memory is full',
    async (fixture) => {
      const { google, client } = fixture;
      const published = await PublishedRecipe.resume(fixture, SLUG);
      const before = titlesOn(google.rows(spreadsheetOf(SLUG)));
      await published.take('signal', signal('sig_9002'));
      const writes = google.writes.length;
      await client.runFrom(published.workflowId, 'Every Sunday');
      await published.ran('success');
      // At the same moment: n8n lets only one of them begin a new memory, and fails the others.
      await published.takeAtOnce('signal', ['sig_9002', 'sig_9004', 'sig_9005'].map(signal));
      // The known one has come through again, and has found its row.
      expect(google.writes.length).toBe(writes + 3);
      const after = titlesOn(google.rows(spreadsheetOf(SLUG)));
      expect(after.slice(0, before.length)).toEqual(before);
      expect(after.slice(before.length).sort()).toEqual(['Signal sig_9004', 'Signal sig_9005']);
    },
  );
}
