/**
 * The Signed Webhook Trigger in the real editor, in a real browser: the guide is followed by clicks,
 * word by word, and the panel shows what a choice needs and nothing else.
 */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { Editor } from '../pictures/editor.ts';
import { Person } from '../recipes/by-hand/person.ts';
import { chromiumPath } from '../support/browser.ts';
import { runCli } from '../support/cli.ts';
import { type N8n, startN8n } from '../support/n8n.ts';
import { N8nClient } from '../support/n8n-client.ts';
import { INSTALL_LIMIT_MS } from '../support/tools.ts';
import { until } from '../support/until.ts';
import { expectLabels } from './panel-labels.ts';
import { TestWorkflow } from './test-workflow.ts';

const GUIDE = readFileSync('docs/how-to/signed-webhooks-in-n8n.md', 'utf8');

if (chromiumPath() === undefined) {
  process.stderr.write('SKIPPED: no Chromium is installed, so no editor is opened.\n');
  test.skip('no Chromium is installed', () => {});
} else {
  describe('by clicks', byClicks);
}

/** The part of the guide below a heading. */
function part(heading: string): string {
  const rest = GUIDE.split(`\n${heading}\n`)[1];
  if (rest === undefined) throw new Error(`the guide has no heading ${heading}`);
  return rest.split(/^#+ /m)[0] ?? '';
}

/** A numbered step of the guide on a sender that is known: its words in bold, in italics and as code. */
function step(number: number): { bold: string[]; italic: string[]; code: string[] } {
  const steps = part('## A sender that is known').split(/^\d+\. /m);
  const text = steps[number]?.split('\n\n')[0]?.replaceAll(/\s+/g, ' ') ?? '';
  const all = (pattern: RegExp): string[] =>
    [...text.matchAll(pattern)].map(([, word = '']) => word);
  return {
    bold: all(/\*\*([^*]+)\*\*/g),
    italic: all(/(?<!\*)\*([^*]+)\*(?!\*)/g),
    code: all(/`([^`]+)`/g),
  };
}

/** The example's fields and values, and the code blocks. */
const EXAMPLE = part('### An example: Acme');
const FIELDS = [...EXAMPLE.matchAll(/^\| \*(.+?)\* \| `?(.+?)`? \|$/gm)].map(
  ([, label = '', value = '']) => [label, value] as const,
);
const SECRET = /secret `([^`]+)`/.exec(EXAMPLE)?.[1] ?? '';
const SCRIPT = /```sh\n([\s\S]+?)```/.exec(EXAMPLE)?.[1] ?? '';

function byClicks(): void {
  let n8n: N8n;
  let client: N8nClient;
  let editor: Editor;
  let person: Person;

  beforeAll(async () => {
    n8n = await startN8n();
    client = await N8nClient.signIn(n8n.url);
    editor = await Editor.open(n8n.url);
    person = new Person(editor);
  }, INSTALL_LIMIT_MS);
  afterAll(async () => {
    await editor?.close();
    await n8n?.close();
  });
  const testCase = (title: string, run: () => Promise<void>): void => {
    test(title, () => n8n.explain(run));
  };

  testCase(
    'the guide leads to a workflow that takes Acme’s request, and no changed one',
    async () => {
      const [add = '', last = ''] = step(1).bold;
      const [search = ''] = step(1).code;
      const [node = ''] = step(1).italic;
      await editor.visit('/workflow/new', 'canvas-add-button');
      await person.addFirstStep(add, search, node, last);
      expect(FIELDS.map(([label]) => label)).toContain('Signed Text');
      const [connect = '', secret = ''] = step(3).italic;
      await person.inOpenPanel(async (panel) => {
        for (const [label, value] of FIELDS) await person.fill(panel, label, value);
        await person.connect(connect, { [secret]: SECRET }, step(3).italic.at(-1));
      });
      await person.publish(step(4).bold[0] ?? '');
      const [urls = '', production = ''] = step(5).italic;
      const url = await person.inPanel(node, async (panel) => {
        await panel.getByText(urls, { exact: true }).click();
        await panel.getByText(production, { exact: true }).click();
        return person.copy(panel.getByText(`${n8n.url}/webhook/`));
      });
      const first = await inShell(SCRIPT, url);
      expect(first).toBe('{"received":true}');
      const changed = await inShell(SCRIPT.replace('-d "$body"', '-d "$body "'), url);
      expect(JSON.parse(changed)).toMatchObject({ code: 'signature_mismatch' });
      const id = /workflow\/(\w+)/.exec(editor.page.url())?.[1] ?? '';
      // n8n answers before it has run the workflow.
      const executions = await until(
        () => client.executions(id),
        (all) => all.length > 0 && all.every(({ status }) => !/^(?:new|running)$/.test(status)),
      );
      expect(executions.map(({ status }) => status)).toEqual(['success']);
      const [item] = executions[0]?.items(node) ?? [];
      const shown = JSON.parse(/```json\n([\s\S]+?)```/.exec(part('## What you get'))?.[1] ?? '{}');
      expect(item).toEqual({
        ...shown,
        event_id: expect.stringMatching(/^evt_/),
        received_at: expect.stringMatching(/Z$/),
      });
    },
  );

  testCase('a known sender can be played from a terminal', async () => {
    const parameters = { preset: 'github' };
    const fields = { kind: 'secret', signingSecret: SECRET, previousSecret: '' };
    const credential = { type: 'signedWebhookApi', fields };
    const [title, node] = ['GitHub', 'signedWebhookTrigger'];
    const workflow = await TestWorkflow.open(
      { n8n, client },
      { title, node, parameters, credential },
    );
    await workflow.activate();
    const terminal = part('### Try a sender without an account there');
    const args = (/npx signal-hooks (send .+)/.exec(terminal)?.[1] ?? '')
      .replaceAll('"', '')
      .replace('<Production URL>', workflow.url)
      .replace('<Secret>', SECRET)
      .split(' ');
    const said = /It says `([^`]+)`/.exec(terminal)?.[1] ?? 'nothing';
    expect(await runCli(args)).toMatchObject({ code: 0, stdout: expect.stringContaining(said) });
    expect(await workflow.newItem()).toMatchObject({ provider: 'github' });
    const tampered = await runCli([...args, /With `(--\w+)`/.exec(terminal)?.[1] ?? '']);
    expect(tampered.stdout + tampered.stderr).toMatch(/401/);
    expect(await workflow.newItems(0)).toEqual([]);
  });

  testCase('the panel shows what a choice needs, and nothing else', async () => {
    const parameters = { preset: 'custom' };
    const type = 'n8n-nodes-signal-hooks.signedWebhookTrigger';
    const id = await client.createWorkflow('Panel', [{ name: 'Trigger', type, parameters }]);
    await editor.visit(`/workflow/${id}/node-0`, 'parameter-item');
    await person.inOpenPanel(async (panel) => {
      const always = ['Credential', 'Preset', 'Event Types', 'Fields', 'Output', 'Options'];
      const custom = ['Sender Name', 'Algorithm', 'Signature Header', 'Prefix'];
      const signing = [...custom, 'Header Format', 'Encoding', 'Signed Text', 'Timestamp In'];
      await expectLabels(panel, [...always, ...signing, 'Secret Encoding']);
      for (const [label, value, more] of [
        ['Signed Text', '{id}.{body}', ['ID Header']],
        ['Signed Text', '{timestamp}.{body}', []],
        ['Timestamp In', 'Header', ['Timestamp Header', 'Timestamp Unit']],
        ['Timestamp In', 'Body', ['Timestamp Path', 'Timestamp Unit']],
        ['Timestamp In', 'None', []],
        ['Header Format', 'Several Signatures', ['Separator']],
      ] as const) {
        await person.fill(panel, label, value);
        await expectLabels(panel, [...always, ...signing, 'Secret Encoding', ...more]);
      }
      await person.fill(panel, 'Header Format', 'One Signature');
      await person.fill(panel, 'Algorithm', 'Ed25519');
      await expectLabels(panel, [...always, ...signing]);
      await person.fill(panel, 'Algorithm', 'Token');
      await expectLabels(panel, [...always, ...custom]);
      await person.fill(panel, 'Preset', 'Slack');
      await expectLabels(panel, always);
      await panel.getByText('Slack tries it').waitFor();
    });
  });
}

/** Runs the guide's lines with the address in the first one. @returns what they print */
async function inShell(script: string, url: string): Promise<string> {
  const own = script.replace(/^url='[^']*'/, `url='${url}'`);
  const { stdout } = await promisify(execFile)('sh', ['-c', own]);
  return stdout;
}
