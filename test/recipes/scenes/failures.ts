import { until } from '../../support/until.ts';
import { Actor } from '../actor.ts';
import { spreadsheetOf, workflowIdOf } from '../stage.ts';
import type { Scene } from './scene.ts';

const SLUG = 'siggnal-google-sheets';

const signal = (id: string) => ({
  signal_id: id,
  event: { description: `Signal ${id}` },
  contacts: [],
});

/** The signals on the sheet of the Siggnal log. */
const titles = (rows: readonly (readonly unknown[])[]): unknown[] => rows.map((row) => row[5]);

/** Nothing is lost, whatever fails. Behind the scenes of the sheets, whose log is used. */
export function failureScenes(scene: Scene): void {
  scene('Google is tried again after a short outage', async (stage) => {
    const { google } = stage;
    const id = spreadsheetOf(SLUG);
    const actor = await Actor.resume(stage, SLUG);
    google.refuse(id, 503, 1);
    await actor.take('signal', signal('sig_9001'));
    expect(titles(google.rows(id)).slice(-1)).toEqual(['Signal sig_9001']);
  });

  scene('and so is Slack', async (stage) => {
    const actor = await Actor.resume(stage, 'siggnal-slack');
    stage.slack.refuse(1);
    await actor.take('signal', signal('sig_9003'));
    expect(stage.slack.posted('C0SIGNALS').slice(-1)).toEqual([
      '*Signal sig_9003*\nWhy it matters: Signal sig_9003',
    ]);
  });

  scene('a long outage is told in Slack; Retry writes the row', async (stage) => {
    const { google, slack, n8n } = stage;
    const id = spreadsheetOf(SLUG);
    await stage.client.activate(workflowIdOf('recipe-failures-slack'));
    const actor = await Actor.resume(stage, SLUG);
    google.refuse(id, 503, 5);
    const failed = await actor.fail('signal', signal('sig_9002'));
    expect(titles(google.rows(id))).not.toContain('Signal sig_9002');
    const told = await until(
      () => slack.posted('C0OPS'),
      (posted) => posted.length > 0,
    );
    expect(told.map((text) => text.split('\n'))).toEqual([
      [
        '*Failed: Siggnal signals to Google Sheets*',
        expect.stringMatching(/^At “Append or update the row”: Service unavailable/),
        `Its event waits here. Mend what is wrong, then click the arrow (Retry execution): ${n8n.url}/workflow/${actor.workflowId}/executions/${failed.id}`,
      ],
    ]);
    await stage.client.retry(failed.id);
    await actor.ran('success');
    expect(titles(google.rows(id)).slice(-1)).toEqual(['Signal sig_9002']);
  });
}

/** The weekly housekeeping. */
export function memoryScenes(scene: Scene): void {
  scene('on Sundays the known events are forgotten, before n8n’s memory is full', async (stage) => {
    const { google, client } = stage;
    const actor = await Actor.resume(stage, SLUG);
    const before = titles(google.rows(spreadsheetOf(SLUG)));
    await actor.take('signal', signal('sig_9002'));
    const writes = google.writes.length;
    await client.runFrom(actor.workflowId, 'Every Sunday');
    await actor.ran('success');
    // At the same moment: n8n lets only one of them begin a new memory, and fails the others.
    await actor.takeAtOnce('signal', ['sig_9002', 'sig_9004', 'sig_9005'].map(signal));
    // The known one has come through again, and has found its row.
    expect(google.writes.length).toBe(writes + 3);
    const after = titles(google.rows(spreadsheetOf(SLUG)));
    expect(after.slice(0, before.length)).toEqual(before);
    expect(after.slice(before.length).sort()).toEqual(['Signal sig_9004', 'Signal sig_9005']);
  });
}
