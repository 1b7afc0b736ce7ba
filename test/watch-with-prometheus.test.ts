/** The page's commands as they are written there, and that every figure of the board and the rules is a real one. */
import { spawnSync } from 'node:child_process';
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openGateway, readConfig } from '@signal-hooks/gateway';
import { parse } from 'yaml';
import { freePort, type GatewayProcess, serve } from './support/cli.ts';
import { type Folder, makeFolder } from './support/folder.ts';
import { blocksOf, Shell } from './support/how-to.ts';
import { send } from './support/http.ts';
import { namedIn, scrapedFigures } from './support/promql.ts';
import { promtool, promtoolTest } from './support/promtool.ts';
import { signalBody, signedHeaders } from './support/siggnal.ts';
import { until } from './support/until.ts';

const PAGE = 'watch-with-prometheus.md';
const ROOT = fileURLToPath(new URL('..', import.meta.url));
const SECRET = 'secret-of-the-watching-test';
const textOf = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

const hasPrometheus = spawnSync('prometheus', ['--version']).status === 0;
if (!hasPrometheus) {
  process.stderr.write(
    'prometheus is not installed: the page about it is not followed to its end\n',
  );
}

interface Rule {
  readonly alert: string;
  readonly expr: string;
}
interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly gridPos: {
    readonly x: number;
    readonly y: number;
    readonly w: number;
    readonly h: number;
  };
  readonly targets?: readonly { readonly expr: string }[];
}

const rules = (
  parse(textOf('deploy/prometheus/rules.yml')) as {
    readonly groups: readonly { readonly rules: readonly Rule[] }[];
  }
).groups.flatMap((group) => group.rules);
const { panels } = JSON.parse(textOf('deploy/grafana/signal-hooks.json')) as {
  readonly panels: readonly Panel[];
};
/** Of the board, as Grafana fills them in. */
const shown = panels.flatMap(({ title, targets = [] }) =>
  targets.map(({ expr }) => ({
    of: title,
    expr: expr.replaceAll('$job', 'signal-hooks').replaceAll('$__rate_interval', '1m'),
  })),
);
const expressions = [...shown, ...rules.map(({ alert, expr }) => ({ of: alert, expr }))];

let folder: Folder;
let port: number;
let gateway: GatewayProcess;
let shell: Shell;
let scraped: string;

/** A gateway with a source that has taken and refused something, and a subscriber that is not there. */
beforeAll(async () => {
  folder = makeFolder();
  const data = join(folder.path, 'data');
  const config = readConfig({}, { dataDir: data, allowedNetworks: ['127.0.0.0/8'] });
  const { services, close } = await openGateway(config);
  const { ready } = await services.sources.add({ provider: 'siggnal', secrets: [SECRET] });
  const targetUrl = `http://127.0.0.1:${await freePort()}/`;
  await services.subscriptions.create({ name: 'gone', targetUrl });
  await close();
  port = await freePort();
  gateway = await serve(data, port);
  const body = signalBody('watched');
  await send(`${gateway.url}/in/${ready.source.id}`, {
    body,
    headers: signedHeaders(SECRET, body),
  });
  await send(`${gateway.url}/in/${ready.source.id}`, {
    body,
    headers: signedHeaders('wrong', body),
  });
  symlinkSync(ROOT, join(folder.path, 'signal-hooks'));
  shell = new Shell(folder.path, { SIGNAL_HOOKS_DATA: data, HOME: folder.path });
  const [tokenAndRules = ''] = blocksOf(PAGE, 'sh');
  expect(await shell.run(tokenAndRules)).toMatchObject({ code: 0 });
  const token = readFileSync(join(folder.path, 'metrics-token'), 'utf8').trim();
  const reply = await until(
    () =>
      send(`${gateway.url}/metrics`, {
        method: 'GET',
        headers: { authorization: `Bearer ${token}` },
      }),
    ({ text }) => text.includes('failing_since_timestamp_seconds{'),
  );
  scraped = reply.text;
});
afterAll(async () => {
  await gateway?.stop();
  folder.remove();
});

/** Labels that Prometheus adds. */
const ADDED = ['job', 'instance'];
/** Values that a gateway has only where something is wrong. */
const RARE = ['unavailable'];

test.each(expressions)('$of: every figure, label and value of it is there', ({ expr }) => {
  const figures = scrapedFigures(scraped);
  const { selected, by } = namedIn(expr);
  expect(selected.length).toBeGreaterThan(0);
  const labels = new Set(ADDED);
  for (const { name, matchers } of selected) {
    if (name !== 'up') expect([...figures.keys()]).toContain(name);
    const known = figures.get(name);
    for (const label of known?.keys() ?? []) labels.add(label);
    for (const [label, values] of matchers) {
      if (ADDED.includes(label)) continue;
      const there = [...(known?.get(label) ?? []), ...RARE];
      expect(there).toEqual(expect.arrayContaining([...values]));
    }
  }
  expect([...labels]).toEqual(expect.arrayContaining([...by]));
});

test('the page has every figure that there is, and no other', () => {
  const page = textOf(`docs/how-to/${PAGE}`);
  const named = page
    .split('\n')
    .filter((line) => line.startsWith('| `signal_hooks_'))
    .flatMap((line) => line.split(' | ')[0]?.match(/signal_hooks_\w+/g) ?? []);
  const there = [...scraped.matchAll(/^# TYPE (signal_hooks_\w+)/gm)].map(([, name]) => name);
  expect(named.sort()).toEqual(there.sort());
});

test('panels of the board have ids of their own, and lie side by side', () => {
  const taken = new Set<string>();
  for (const {
    gridPos: { x, y, w, h },
  } of panels) {
    expect(x + w).toBeLessThanOrEqual(24);
    for (let column = x; column < x + w; column += 1) {
      for (let line = y; line < y + h; line += 1) {
        expect(taken).not.toContain(`${column} ${line}`);
        taken.add(`${column} ${line}`);
      }
    }
  }
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
});

promtoolTest('promtool: the rules are rules, and fire when they should and not before', () => {
  const rulesFile = join(ROOT, 'deploy/prometheus/rules.yml');
  expect(promtool(['check', 'rules', '--lint-fatal', rulesFile])).toEqual([0, expect.any(String)]);
  const tests = join(ROOT, 'test/fixtures/prometheus-rules.yml');
  expect(promtool(['test', 'rules', tests])).toEqual([0, expect.stringContaining('SUCCESS')]);
  // Every rule is tried.
  for (const { alert } of rules)
    expect(textOf('test/fixtures/prometheus-rules.yml')).toContain(alert);
});

(hasPrometheus ? test : test.skip)(
  'the page, followed literally, to a Prometheus that has it all',
  async () => {
    const [configuration = ''] = blocksOf(PAGE, 'yaml');
    writeFileSync(
      join(folder.path, 'prometheus.yml'),
      configuration.replace('127.0.0.1:8787', `127.0.0.1:${port}`).replaceAll('15s', '1s'),
    );
    const [, check = '', run = ''] = blocksOf(PAGE, 'sh');
    const checked = await shell.run(check);
    expect([checked.code, checked.stdout]).toEqual([0, expect.stringContaining('11 rules found')]);
    const web = `127.0.0.1:${await freePort()}`;
    const prometheus = shell.start(run.replace('127.0.0.1:9090', web));
    const ask = async (path: string) => {
      const reply = await send(`http://${web}/api/v1/${path}`, { method: 'GET' }).catch(() => null);
      return (reply?.json ?? {}) as {
        status?: string;
        error?: string;
        data?: { result?: unknown[] };
      };
    };
    const query = (expr: string) => ask(`query?query=${encodeURIComponent(expr)}`);
    try {
      // Twice, for what is counted by two values.
      const scrapes = 'count_over_time(up{job="signal-hooks"}[1m]) >= 3';
      await until(
        () => query(scrapes),
        ({ data }) => data?.result?.length === 1,
      );
      expect((await query('up{job="signal-hooks"} == 1')).data?.result).toHaveLength(1);
      for (const { of, expr } of expressions) {
        const { status, error, data } = await query(expr);
        expect([of, status, error]).toEqual([of, 'success', undefined]);
        // Comparisons, and quantiles of nothing, may be empty.
        const isValue = !/ (?:>=?|==) |histogram_quantile/.test(expr);
        if (isValue) expect([of, data?.result]).not.toEqual([of, []]);
      }
    } finally {
      if (prometheus.pid !== undefined) process.kill(-prometheus.pid, 'SIGKILL');
    }
  },
);
