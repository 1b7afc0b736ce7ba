import { createHmac } from 'node:crypto';
import { SECRET } from '../../n8n/cases/signed-webhook.ts';
import { send } from '../../support/http.ts';
import { spreadsheetOf } from '../fixture.ts';
import { PublishedRecipe } from '../published-recipe.ts';
import { expectSheet, type SheetRow } from '../sheet.ts';
import { RECEIVED_AT, type TestCase } from './test-case.ts';

const SLUG = 'any-webhook-google-sheets';
const ISSUE = {
  action: 'opened',
  issue: { id: 7, number: 42, title: '=1+1', html_url: 'https://github.com/o/r/issues/42' },
  repository: { full_name: 'o/r' },
  sender: { login: '+octocat' },
};
const ROW: SheetRow = {
  // `printf github:del_1 | sha256sum`
  event_id: 'evt_83777ff852d66263b4ca386f',
  provider: 'github',
  event_type: 'issues',
  occurred_at: '',
  received_at: RECEIVED_AT,
  title: '=1+1',
  summary: '',
  url: 'https://github.com/o/r/issues/42',
  contact_name: '+octocat',
  contact_email: '',
  subject_type: 'issue',
  subject_id: '7',
  issue_number: 42,
  payload: JSON.stringify(ISSUE),
};

/** GitHub sends, signed as its documentation says. @returns the status of the answer */
async function deliver(url: string, event: object, delivery: string, secret = SECRET) {
  const body = JSON.stringify(event);
  const digest = createHmac('sha256', secret).update(body).digest('hex');
  const headers = {
    'content-type': 'application/json',
    'x-github-event': 'issues',
    'x-github-delivery': delivery,
    'x-hub-signature-256': `sha256=${digest}`,
  };
  return (await send(url, { headers, body })).status;
}

/** The log of a sender that the user has chosen: every cell, no formula, no second row. */
export function anyWebhookCases(testCase: TestCase): void {
  testCase('a preset: fields and payload make columns, a retry no row', async (fixture) => {
    fixture.google.make({ id: spreadsheetOf(SLUG), title: 'Signals' });
    const published = await PublishedRecipe.publish(fixture, SLUG);
    expect(await deliver(published.url, ISSUE, 'del_1')).toBe(200);
    await published.ran('success');
    expect(await deliver(published.url, ISSUE, 'del_1')).toBe(200);
    await published.ran('success');
    expectSheet(fixture, SLUG, [ROW]);
  });

  testCase('a forgery leaves nothing; what is too long for a cell is cut', async (fixture) => {
    const published = await PublishedRecipe.resume(fixture, SLUG);
    expect(await deliver(published.url, ISSUE, 'del_2', 'a guess')).toBe(401);
    await published.ran();
    const long = { action: 'edited', note: 'x'.repeat(60_000) };
    expect(await deliver(published.url, long, 'del_3')).toBe(200);
    await published.ran('success');
    const [header = [], , row = []] = fixture.google.rows(spreadsheetOf(SLUG));
    expect(header).toEqual(Object.keys(ROW));
    const payload = String(row.at(-1));
    expect([payload.length, payload.slice(0, 30)]).toEqual([
      50_000,
      '{"action":"edited","note":"xxx',
    ]);
    expect(payload.endsWith('…')).toBe(true);
  });
}
