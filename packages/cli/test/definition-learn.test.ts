import { createHmac } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  completeDefinition,
  createReceiver,
  type DefinitionInput,
  defineProvider,
} from '@signal-hooks/catalogue';
import { type Outcome, runCli } from '../../../test/support/cli.ts';
import { type Folder, makeFolder } from '../../../test/support/folder.ts';

const SECRET = 'learned-secret-0123456789';
const BODY =
  '{ "type": "deal", "action": "won", "id": "evt_12345678", "at": "2026-04-25T14:30:00Z",\n  "data": { "id": 7, "ref_no": 1777127412, "email": "jane@acme.example", "amount": "19.90" } }\n';
const SIGNATURE = createHmac('sha256', SECRET).update(`1777127412.${BODY}`).digest('hex');

const folder: Folder = makeFolder();
afterAll(() => folder.remove());

beforeAll(() => {
  const files = {
    'body.json': BODY,
    'body.headers': `Content-Type: application/json\r\nX-Acme-Signature: t=1777127412,v1=${SIGNATURE}\r\n\r\n`,
    'bare.json': BODY,
    'secret.txt': `${SECRET}\n`,
    'empty.txt': '\n',
    'broken.json': '{"a":',
    'nothing.json': '[]',
    'wrong.headers': 'nothing',
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder.path, name), text);
});

const learn = (...args: string[]): Promise<Outcome> =>
  runCli(['definition', 'learn', ...args], { cwd: folder.path });

const DEFINITION = {
  id: 'acme',
  name: 'Acme',
  signature: {
    algorithm: 'hmac-sha256',
    header: 'x-acme-signature',
    encoding: 'hex',
    pairs: { separator: ',', signature: 'v1' },
    content: '{timestamp}.{body}',
    timestamp: { pair: 't' },
  },
  evidence: { signature: { status: 'seen' } },
  eventType: { join: ['type', 'action'], with: '.' },
  identity: [{ parts: ['id'] }, { parts: [{ text: 'content' }, { digestWithout: [] }] }],
  common: { occurred_at: 'at', contact_email: 'data.email', subject_id: 'data.id' },
};

test('what it prints is a definition that takes the very request', async () => {
  const { code, stdout, stderr } = await learn('body.json', '--secret-file', 'secret.txt');
  expect(code).toBe(0);
  const definition = JSON.parse(stdout) as DefinitionInput;
  expect(definition).toMatchObject(DEFINITION);
  // A field is a line.
  expect(stdout).toContain(
    '    { "key": "amount", "label": "Amount", "type": "number", "status": "seen", "from": "data.amount" }',
  );
  expect(stderr).toContain('the secret fits the raw bytes');
  expect(stdout + stderr).not.toContain(SECRET);
  const provider = defineProvider('acme', completeDefinition(definition));
  const receive = createReceiver(provider, { secrets: [SECRET] });
  const headers = { 'x-acme-signature': `t=1777127412,v1=${SIGNATURE}` };
  const received = receive({ body: Buffer.from(BODY), headers }, 1777127412);
  expect(received).toMatchObject({ ok: true, events: [{ type: 'deal.won' }] });
});

test('what it is not sure of is asked, and answered', async () => {
  const asked = await learn('body.json', '--name', 'Acme Alerts');
  expect(asked.stderr).toContain('It is not sure of this:');
  expect(asked.stderr).toContain('eventType: Where does it say what kind of event it is?');
  expect(asked.stderr).toContain('● type + action  deal.won');
  expect(asked.stderr).toContain('○ type  deal');
  const answered = await learn(
    ...['body.json', '--name', 'Acme Alerts', '--answer', 'eventType=type', '--json'],
    ...['--answer', 'signature=x-acme-signature: v1=hmac-sha256 in hex over {timestamp}:{body}'],
  );
  const { definition, questions, notes } = JSON.parse(answered.stdout);
  expect(definition).toMatchObject({
    id: 'acme-alerts',
    name: 'Acme Alerts',
    eventType: 'type',
    signature: { content: '{timestamp}:{body}' },
  });
  expect(questions[0]).toMatchObject({ about: 'signature', chosen: expect.any(String) });
  expect(notes[0]).toContain('How requests are signed is a guess');
  expect(answered.stderr).toBe('');
});

test('a body by standard input, with and without headers', async () => {
  const run = (...args: string[]) =>
    runCli(['definition', 'learn', '-', ...args], { cwd: folder.path, input: BODY });
  const bare = await run();
  expect(JSON.parse(bare.stdout)).toMatchObject({ id: 'my-product' });
  const whole = await run('--headers', 'body.headers');
  expect(JSON.parse(whole.stdout)).toMatchObject({ id: 'acme' });
});

test.concurrent.each<[string, RegExp]>([
  ['', /missing required argument 'body'/],
  ['missing.json', /The body cannot be read: ENOENT/],
  ['nothing.json', /nothing\.json: The list is empty\. Capture a request with an event in it/],
  ['broken.json', /broken\.json: The body is not valid JSON/],
  [
    'body.json bare.json --headers body.headers',
    /2 bodies and 1 files of headers\. Give --headers/,
  ],
  ['body.json --headers missing.headers', /The headers cannot be read: ENOENT/],
  ['body.json --headers wrong.headers', /"nothing" is no header\. Write it as 'Name: value'/],
  ['body.json --secret-file missing.txt', /The secret cannot be read: ENOENT/],
  ['body.json --secret-file empty.txt', /There is no secret in empty\.txt/],
  ['body.json --id Acme', /--id Acme is no id\. Write lower-case words joined by hyphens/],
  ['body.json --answer eventType', /"eventType" is no answer\. Write --answer about=answer/],
  [
    'body.json --answer eventType=tipe',
    /--answer: "tipe" is no answer to eventType\. Did you mean "type"/,
  ],
])('definition learn %s', async (line, sentence) => {
  const { code, stdout, stderr } = await learn(...line.split(' ').filter((word) => word !== ''));
  expect(code).toBe(2);
  expect(stdout).toBe('');
  expect(stderr).toMatch(sentence);
});
