import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { PROVIDERS } from '@signal-hooks/catalogue';
import { createLog, type Gateway, readConfig, startGateway } from '@signal-hooks/gateway';
import { Api } from '../support/api.ts';
import { type Folder, makeFolder } from '../support/folder.ts';
import { NO_ALERTS } from '../support/sources.ts';
import { type Subscriber, startSubscriber } from '../support/subscriber.ts';
import { until } from '../support/until.ts';
import { type Records, sendAll } from './routing/events.ts';
import {
  type Condition,
  choicesOf,
  fieldOf,
  makeConditions,
  n8nCondition,
  n8nPriority,
  panelOf,
  zapierConditions,
} from './routing/forms.ts';
import { codeIn, expressionsIn, readRouting } from './routing/page.ts';

const page = readRouting();

/** What the page says. @throws {Error} where it says nothing */
function cellOf(chapter: string, platform: string): string {
  const cell = page.get(chapter)?.rows.get(platform);
  if (cell === undefined) throw new Error(`nothing for ${platform} under ${chapter}`);
  return cell;
}

const [PRIORITY, INDUSTRY] = ['By priority', 'By industry'] as const;
const [TERRITORY, SCORE] = ['By territory', 'By score'] as const;

const HIGH: Condition = { field: 'priority', op: 'gte', value: 'high' };
const INDUSTRIES = ['Retail', 'Logistics'];
const IN_78: Condition = { field: 'company_tax_id', op: 'starts_with', value: '78' };
const FROM_80: Condition = { field: 'score', op: 'gte', value: 80 };

const gatewayCell = (chapter: string): Condition[] =>
  codeIn(cellOf(chapter, 'gateway')).map((code) => JSON.parse(code) as Condition);
const trigger = (chapter: string): Promise<Condition[]> =>
  n8nCondition(cellOf(chapter, 'n8n, Signal Hooks Trigger'));
const zap = (chapter: string): Promise<Condition[]> =>
  zapierConditions(cellOf(chapter, 'Zapier'), null);
const app = (chapter: string): Condition[] => makeConditions(cellOf(chapter, 'Make, the app'));

/** Each cell that the gateway answers for: what it is asked, and which events then come. */
const ASKED: readonly (readonly [
  chapter: string,
  platform: string,
  conditions: () => Condition[] | Promise<Condition[]>,
  wanted: Condition,
  comes: readonly string[],
])[] = [
  [PRIORITY, 'gateway', () => gatewayCell(PRIORITY), HIGH, ['urgent retail', 'incident']],
  [PRIORITY, 'n8n', () => n8nPriority('high'), HIGH, ['urgent retail', 'incident']],
  [PRIORITY, 'Make', () => app(PRIORITY), HIGH, ['urgent retail', 'incident']],
  [
    INDUSTRY,
    'gateway',
    () => gatewayCell(INDUSTRY),
    { field: 'company_industry', op: 'in', value: INDUSTRIES },
    ['urgent retail', 'small retail', 'low logistics', 'ark 80'],
  ],
  [
    INDUSTRY,
    'n8n',
    () => trigger(INDUSTRY),
    { field: 'company_industry', op: 'in', value: INDUSTRIES },
    ['urgent retail', 'small retail', 'low logistics', 'ark 80'],
  ],
  [
    INDUSTRY,
    'Zapier',
    () => zap(INDUSTRY),
    { field: 'company_industry', op: 'in', value: INDUSTRIES },
    ['urgent retail', 'small retail', 'low logistics', 'ark 80'],
  ],
  [
    INDUSTRY,
    'Make',
    () => app(INDUSTRY),
    { field: 'company_industry', op: 'contains', value: 'retail' },
    ['urgent retail', 'small retail', 'ark 80'],
  ],
  [TERRITORY, 'gateway', () => gatewayCell(TERRITORY), IN_78, ['urgent retail', 'low logistics']],
  [TERRITORY, 'n8n', () => trigger(TERRITORY), IN_78, ['urgent retail', 'low logistics']],
  [TERRITORY, 'Zapier', () => zap(TERRITORY), IN_78, ['urgent retail', 'low logistics']],
  [TERRITORY, 'Make', () => app(TERRITORY), IN_78, ['urgent retail', 'low logistics']],
  [SCORE, 'gateway', () => gatewayCell(SCORE), FROM_80, ['ark 80']],
  [SCORE, 'n8n', () => trigger(SCORE), FROM_80, ['ark 80']],
  [SCORE, 'Zapier', () => zap(SCORE), FROM_80, ['ark 80']],
];

/** Secret of every subscription here; any 24 bytes. */
const SIGNING_SECRET = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;

let folder: Folder;
let gateway: Gateway;
let subscriber: Subscriber;
let api: Api;
let records: Records;
const subscriptions: string[] = [];

beforeAll(async () => {
  folder = makeFolder();
  subscriber = await startSubscriber();
  subscriber.secret = SIGNING_SECRET;
  const config = { dataDir: folder.path, port: 0, allowedNetworks: ['127.0.0.0/8'] };
  gateway = await startGateway(readConfig({}, config), {
    ...NO_ALERTS,
    log: createLog('silent'),
  });
  const key = await gateway.services.tokens.create({
    name: 'test',
    scopes: ['admin'],
    expiresInDays: 1,
  });
  api = new Api(gateway.url, key.token);
  for (const [chapter, platform, conditions] of ASKED) {
    const made = await api.post('/v1/subscriptions', {
      name: `${chapter}, ${platform}`,
      target_url: subscriber.url,
      filter: await conditions(),
      secret: SIGNING_SECRET,
    });
    expect([chapter, platform, made.status]).toEqual([chapter, platform, 201]);
    subscriptions.push(String(made.json.id));
  }
  records = await sendAll(api);
});
afterAll(async () => {
  await gateway?.close();
  await subscriber?.close();
  folder?.remove();
});

interface DeliveryRow {
  readonly event_id: string;
  readonly status: string;
}

/** The events for which something holds, by name. */
const namesOf = (holds: (record: Readonly<Record<string, unknown>>) => boolean): string[] =>
  [...records].filter(([, record]) => holds(record)).map(([name]) => name);

describe('what the gateway answers for', () => {
  test.each(
    ASKED.map(([chapter, platform, , , comes], at) => [chapter, platform, comes, at] as const),
  )('%s, %s: what fits arrives, and nothing else', async (_chapter, _platform, comes, at) => {
    const list = `/v1/deliveries?subscription_id=${subscriptions[at]}`;
    const rows = await until(
      () => api.all<DeliveryRow>(list),
      (all) => all.every(({ status }) => status === 'delivered'),
    );
    const ids = new Set(rows.map((row) => row.event_id));
    expect(namesOf(({ event_id }) => ids.has(String(event_id)))).toEqual(comes);
    for (const id of ids) expect(subscriber.received.has(id)).toBe(true);
    expect(subscriber.forged()).toBe(0);
  });

  test.each(ASKED)(
    '%s, %s: the form asks for the same',
    async (_chapter, _platform, ask, wanted) => {
      expect(await ask()).toEqual([wanted]);
    },
  );

  test('priorities in Zapier: the label of a provider is its own word', async () => {
    const cell = cellOf(PRIORITY, 'Zapier');
    const [, general = '', own = ''] = /^(.+) \(New SigSentry Analysis: (.+)\)$/.exec(cell) ?? [];
    expect(await zapierConditions(general, null)).toEqual([HIGH]);
    expect(await zapierConditions(general, PROVIDERS.siggnal)).toEqual([HIGH]);
    expect(await zapierConditions(`${own}: High`, PROVIDERS.sigsentry)).toEqual([HIGH]);
    await expect(zapierConditions(general, PROVIDERS.sigsentry)).rejects.toThrow(
      'there is no Priority',
    );
  });
});

describe('the fields of n8n’s triggers', () => {
  test.each([
    [PRIORITY, 'n8n, Siggnal Trigger or Signal Hooks Trigger', 'Siggnal', 'High'],
    [PRIORITY, 'n8n, Siggnal Trigger or Signal Hooks Trigger', 'SignalHooks', 'High'],
    [PRIORITY, 'n8n, SigSentry Trigger', 'SigSentry', 'High'],
    [SCORE, 'n8n, Signal Ark Trigger', 'SignalArk', '80'],
  ])('%s, %s: %s has them', (chapter, platform, node, value) => {
    const [path = '', entered] = cellOf(chapter, platform).split(': ');
    expect(entered).toBe(`\`${value}\``);
    const field = fieldOf(panelOf(node), ...path.split(' → '));
    if (field.options !== undefined) expect(choicesOf(field)).toContain(value);
  });
});

/** n8n's own evaluation of expressions and of the conditions of a Switch node. */
const n8n = createRequire(resolve('packages/n8n-nodes-signal-hooks/package.json'))(
  'n8n-workflow',
) as {
  readonly Expression: new (
    timezone: string,
  ) => { resolveSimpleParameterValue(value: string, data: object): unknown };
  executeFilter(filter: object): boolean;
};

const evaluate = (expression: string, $json: object): unknown =>
  new n8n.Expression('UTC').resolveSimpleParameterValue(expression, { $json });

/** What the Switch node of a cell lets through. @param ignoreCase its option */
function passes(cell: string, operation: string, ignoreCase: boolean): string[] {
  const [expression = ''] = expressionsIn(cell);
  const rightValue = codeIn(cell).at(-1);
  return namesOf(($json) =>
    n8n.executeFilter({
      options: { caseSensitive: !ignoreCase, leftValue: '', typeValidation: 'strict', version: 3 },
      combinator: 'and',
      conditions: [
        {
          id: 'rule',
          leftValue: evaluate(expression, $json),
          rightValue,
          operator: { type: 'string', operation },
        },
      ],
    }),
  );
}

describe('the expressions of n8n', () => {
  test('by industry, in capitals or not', () => {
    const cell = cellOf(INDUSTRY, 'n8n, other triggers');
    expect(cell).toContain('*Ignore Case*');
    expect(cell).toMatch(/\*is equal to\*, `Retail`$/);
    expect(passes(cell, 'equals', true)).toEqual(['urgent retail', 'small retail', 'ark 80']);
    expect(passes(cell, 'equals', false)).toEqual(['urgent retail', 'ark 80']);
  });

  test('by territory; most events have no tax number', () => {
    const cell = cellOf(TERRITORY, 'n8n, Siggnal Trigger');
    expect(cell).toMatch(/\*starts with\*, `78`$/);
    expect(passes(cell, 'startsWith', false)).toEqual(['urgent retail', 'low logistics']);
  });

  test('a score of your own', () => {
    const [expression = '', its] = expressionsIn(page.get('A score of your own')?.text ?? '');
    expect(its).toBe('={{ $json.my_score }}');
    const scores = [...records].map(([name, record]) => [name, evaluate(expression, record)]);
    expect(Object.fromEntries(scores)).toEqual({
      'urgent retail': 90,
      'small retail': 70,
      'low logistics': 30,
      'nothing told': 0,
      'ark 61': 0,
      'ark 80': 20,
      'ark unscored': 0,
      incident: 60,
      rating: 20,
      user: 20,
    });
    const all = { priority: 'critical', contact_email: 'a@b.example', company_industry: 'RETAIL' };
    expect(evaluate(expression, all)).toBe(100);
  });
});

/** Text and number operators of Make's filters that the page may name. */
const MAKE_OPERATORS = ['Equal to', 'Equal to (case insensitive)', 'Starts with'];

test.each([PRIORITY, INDUSTRY, TERRITORY, SCORE])('%s: Make’s filter names a field', (chapter) => {
  const cell = cellOf(chapter, 'Make, a filter');
  const [field = ''] = codeIn(cell);
  expect([...records.values()].every((record) => Object.hasOwn(record, field))).toBe(true);
  const operators = [...cell.matchAll(/`\w+`, \*([^*]+)\*, `/g)].map(([, operator]) => operator);
  const known = cell.startsWith('numeric') ? ['Greater than or equal to'] : MAKE_OPERATORS;
  expect(operators.length).toBeGreaterThan(0);
  for (const operator of operators) expect(known).toContain(operator);
});

test('every cell of the page is tried here', () => {
  const platforms = [...page.values()].map(({ rows }) => [...rows.keys()]);
  expect(platforms.map((list) => list.length)).toEqual([6, 6, 6, 5, 0]);
});
