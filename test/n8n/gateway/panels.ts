import { Editor } from '../../pictures/editor.ts';
import { Person } from '../../recipes/by-hand/person.ts';
import { chromiumPath } from '../../support/browser.ts';
import type { NewNode } from '../../support/n8n-client.ts';
import { addSource } from '../../support/sources.ts';
import type { Fixture } from '../fixture.ts';
import { expectLabels } from '../panel-labels.ts';

/** The panels of the nodes for a gateway, by clicks in a real browser. */
export function describePanels(
  testCase: (title: string, run: () => Promise<void>) => void,
  fixture: () => Fixture,
): void {
  if (chromiumPath() === undefined) {
    process.stderr.write('SKIPPED: no Chromium is installed, so no editor is opened.\n');
    test.skip('no Chromium is installed', () => {});
    return;
  }
  let editor: Editor;
  let person: Person;
  afterAll(() => editor?.close());

  testCase(
    'a click on an operation shows its fields, and a source is chosen from the list',
    async () => {
      const { client, gateway, nodeToken, api, emulator, n8n } = fixture();
      const { id } = await addSource(api, emulator, 'siggnal', 'Chosen by a click');
      const fields = { gatewayUrl: gateway.url, apiToken: nodeToken };
      const signalHooksApi = await client.createCredential('signalHooksApi', 'Panel', fields);
      const node: NewNode = {
        ...{ name: 'Signal Hooks', type: 'n8n-nodes-signal-hooks.signalHooks' },
        credentials: { signalHooksApi },
      };
      const start: NewNode = { name: 'Start', type: 'n8n-nodes-base.manualTrigger' };
      const workflowId = await client.createWorkflow('Panel', [start, node]);
      editor = await Editor.open(n8n.url);
      person = new Person(editor);
      await editor.visit(`/workflow/${workflowId}/node-1`, 'parameter-item');
      const { page } = editor;
      await person.inOpenPanel(async (panel) => {
        const always = ['Credential', 'Resource', 'Operation'];
        await expectLabels(panel, [...always, 'Return All', 'Limit', 'Filters', 'Output']);
        await person.fill(panel, 'Operation', 'Replay');
        await expectLabels(panel, [...always, 'Event', 'Subscription']);
        await person.fill(panel, 'Resource', 'Subscription');
        await person.fill(panel, 'Operation', 'Backfill');
        await expectLabels(panel, [...always, 'Subscription', 'Options']);
        await person.fill(panel, 'Resource', 'Source');
        await person.fill(panel, 'Operation', 'Get Ingest Address');
        await expectLabels(panel, [...always, 'Source']);
        await panel.getByTestId('resource-locator-source').locator('input').last().click();
        await page.getByTestId('rlc-search').fill('chosen by');
        await page.getByTestId('rlc-item').filter({ hasText: 'Chosen by a click' }).click();
        await panel.getByTestId('node-execute-button').click();
        await panel.getByText(`${gateway.url}/in/${id}`).first().waitFor();
      });
    },
  );
}
