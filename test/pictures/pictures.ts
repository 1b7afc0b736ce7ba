import { PROVIDERS } from '@signal-hooks/catalogue';
import { sendEvents } from '@signal-hooks/emulator';
import type { CredentialRef, NewNode } from '../support/n8n-client.ts';
import { boxAround, boxOf } from './editor.ts';
import type { PictureEnvironment } from './environment.ts';
import { type Panel, SECRET } from './panels.ts';

/** The URL in the pictures is the same every time. */
const WEBHOOK_ID = '5b1a3c5e-7d2f-4f0a-9c1e-2a6b8d4e0f11';
/** Below what is shown, in CSS pixels. */
const MARGIN = 20;

/** Leaves nothing but a node's parameters. */
const ONLY_PARAMETERS = `
  [data-test-id=ndv] { width: 500px !important; }
  [data-test-id=ndv] main > :not(:has(.node-settings)) { display: none !important; }
  [data-test-id=ndv] main > :has(.node-settings) { width: 100% !important; }
`;

/** Leaves nothing but a node's output. */
const ONLY_OUTPUT = `
  [data-test-id=ndv] { width: 1100px !important; }
  [data-test-id=ndv] main > :not(:has([data-test-id=output-panel])) { display: none !important; }
  [data-test-id=ndv] main > :has([data-test-id=output-panel]) { width: 100% !important; }
`;

/** Shows a whole credential without scrolling. The URL's font is one that Linux lacks. */
const WHOLE_CREDENTIAL = `
  [data-test-id=editCredential-modal], .el-dialog__body, .modal-content {
    height: auto !important; max-height: none !important; overflow: visible !important; }
  [data-test-id=editCredential-modal] { width: 620px !important; border: 1px solid #ddd;
    border-radius: 0; box-shadow: none; margin-top: 20px !important; }
  [data-test-id=credential-edit-dialog] { height: auto !important; overflow: visible !important; }
  [data-test-id=credential-edit-dialog] > :has([data-test-id=sharing]) { display: none; }
  [data-test-id=copy-input] * { font-family: monospace !important; }
`;

/** All pictures by name, in the order of the README. */
export function picturesOf(
  environment: PictureEnvironment,
): ReadonlyMap<string, () => Promise<Buffer>> {
  const find = (file: string): Panel => {
    const panel = environment.panels.find((one) => one.file === file);
    if (panel === undefined) throw new Error(`there is no panel ${file}`);
    return panel;
  };
  return new Map([
    ['canvas', () => takeCanvas(environment, find('siggnal'))],
    ...environment.panels.map(
      (panel) => [panel.file, () => takePanel(environment, panel)] as const,
    ),
    ['zoho-salesiq-credential', () => takeCredential(environment, find('zoho-salesiq'))],
    ['output', () => takeOutput(environment, find('siggnal'))],
  ]);
}

const createCredential = (
  environment: PictureEnvironment,
  { credential }: Panel,
): Promise<CredentialRef> =>
  environment.client.createCredential(credential.type, credential.name, credential.fields);

const nodeOf = async (environment: PictureEnvironment, panel: Panel): Promise<NewNode> => ({
  name: panel.title,
  type: `n8n-nodes-signal-hooks.${panel.node}`,
  webhookId: WEBHOOK_ID,
  parameters: panel.parameters,
  credentials: { [panel.credential.type]: await createCredential(environment, panel) },
});

/** The parameters of a node, cut below the last one. */
async function takePanel(environment: PictureEnvironment, panel: Panel): Promise<Buffer> {
  const { client, editor } = environment;
  const id = await client.createWorkflow(panel.title, [await nodeOf(environment, panel)]);
  await editor.visit(`/workflow/${id}/node-0`, 'parameter-item');
  await editor.restyle(ONLY_PARAMETERS);
  const { page } = editor;
  if (panel.showsUrl) {
    await page.getByText('Webhook URLs', { exact: true }).click();
    await page.getByText('Production URL', { exact: true }).click();
  }
  return editor.take(async () => {
    const whole = await boxOf(page.getByTestId('ndv'));
    const { y, height } = await boxAround(page.getByTestId('parameter-item'));
    return { ...whole, height: y + height + MARGIN - whole.y };
  });
}

/** A credential's fields, cut below the last one. */
async function takeCredential(environment: PictureEnvironment, panel: Panel): Promise<Buffer> {
  const { editor } = environment;
  const { id } = await createCredential(environment, panel);
  await editor.visit(`/home/credentials/${id}`, 'credential-connection-parameter');
  await editor.restyle(WHOLE_CREDENTIAL);
  return editor.take(async () => {
    const whole = await boxOf(editor.page.getByTestId('editCredential-modal'));
    const fields = editor.page.getByTestId('credential-connection-parameter');
    const { y, height } = await boxAround(fields);
    return { ...whole, height: y + height + MARGIN - whole.y };
  });
}

/** The output of a node that has just got an event, as a table. */
async function takeOutput(environment: PictureEnvironment, panel: Panel): Promise<Buffer> {
  const { client, editor, n8n } = environment;
  const node = { ...(await nodeOf(environment, panel)), parameters: {} };
  const id = await client.createWorkflow('Output', [node]);
  await editor.visit(`/workflow/${id}/node-0`, 'parameter-item');
  const { page } = editor;
  await page.getByTestId('trigger-execute-button').click();
  await page.getByText('Listening for test event').waitFor();
  const at = new Date('2026-04-25T14:30:00Z');
  const body = JSON.stringify(PROVIDERS.siggnal.events.signal?.sample({ sequence: 42, at }));
  const to = `${n8n.url}/webhook-test/${WEBHOOK_ID}/webhook`;
  const { delivered } = await sendEvents({ provider: PROVIDERS.siggnal, to, secret: SECRET, body });
  if (delivered !== 1) throw new Error('the node did not take the event');
  await page.getByTestId('run-data-item-count').waitFor();
  await editor.restyle(ONLY_OUTPUT);
  return editor.take(async () => {
    const whole = await boxOf(page.getByTestId('ndv'));
    const head = await boxOf(page.getByTestId('output-panel').locator('tr').first());
    // The row is as high as its longest cell, which is far to the right.
    return { ...whole, height: head.y + head.height + 130 - whole.y };
  });
}

/** A workflow on the canvas: from the trigger to a sheet. */
async function takeCanvas(environment: PictureEnvironment, panel: Panel): Promise<Buffer> {
  const { client, editor } = environment;
  const google = { email: 'sheets@example.com', privateKey: SECRET };
  const googleApi = await client.createCredential('googleApi', 'Google Sheets account', google);
  const id = await client.createWorkflow('Signals to a sheet', [
    await nodeOf(environment, panel),
    {
      name: 'Remove Duplicates',
      type: 'n8n-nodes-base.removeDuplicates',
      typeVersion: 2,
      parameters: {
        operation: 'removeItemsSeenInPreviousExecutions',
        dedupeValue: '={{ $json.event_id }}',
      },
    },
    {
      name: 'Google Sheets',
      type: 'n8n-nodes-base.googleSheets',
      typeVersion: 4.7,
      parameters: {
        ...{ authentication: 'serviceAccount', operation: 'append' },
        documentId: { __rl: true, mode: 'id', value: 'signals' },
        sheetName: { __rl: true, mode: 'name', value: 'Signals' },
        columns: { mappingMode: 'autoMapInputData', value: {} },
      },
      credentials: { googleApi },
    },
  ]);
  await editor.visit(`/workflow/${id}`, 'canvas-node');
  await editor.page.getByTestId('tidy-up-button').click();
  return editor.take(async () => {
    const { x, y, width, height } = await boxAround(editor.page.getByTestId('canvas-node'));
    // The nodes' names are below them, and the sign of a trigger before it.
    return { x: x - 60, y: y - 30, width: width + 105, height: height + 110 };
  });
}
