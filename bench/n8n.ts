/**
 * `npm run bench:n8n -- [setting…] [--forged] [--queue]`: in the real n8n, the node that verifies by itself
 * against the workflow that is built by hand for the same purpose, in turn. n8n stores every
 * execution, as it does by default. A request counts when its execution has ended and is stored.
 *
 * What n8n evaluates expressions with decides most of it: `n8n/settings.ts` has ways of setting it up;
 * each that is named gets an n8n of its own. `--forged` adds requests with a wrong
 * signature; `--queue` has a worker run the executions.
 */
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { startN8n } from '../test/support/n8n.ts';
import { N8nClient } from '../test/support/n8n-client.ts';
import { n8nRelease } from '../test/support/tools.ts';
import { COUNTER_SETTINGS, readCounters } from './n8n/counters.ts';
import { hasQueueMode, startQueueMode } from './n8n/queue-mode.ts';
import { linesOf, METHOD, type Place, runRounds } from './n8n/rounds.ts';
import { SETTINGS } from './n8n/settings.ts';
import { makeHandMadeFlow, makeOurFlow, verifyFlow } from './n8n/workflows.ts';

const print = (line: string): void => void process.stdout.write(`${line}\n`);

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    forged: { type: 'boolean', default: false },
    queue: { type: 'boolean', default: false },
  },
});
const names = positionals.length > 0 ? positionals : ['default'];
const unknown = names.filter((name) => !Object.hasOwn(SETTINGS, name));
if (unknown.length > 0) {
  const known = Object.keys(SETTINGS).join(', ');
  process.stderr.write(`There is no setting ${unknown.join(', ')}. There are: ${known}.\n`);
  process.exit(2);
}

/** An n8n that is up, and how it ends. */
interface Started extends Place {
  close(): Promise<void>;
}

async function start(env: Readonly<Record<string, string>>): Promise<Started> {
  if (!options.queue) {
    const n8n = await startN8n({ env });
    return { url: n8n.url, counterUrls: [n8n.url], close: () => n8n.close() };
  }
  const { n8n, workerUrl, close } = await startQueueMode(env);
  return { url: n8n.url, counterUrls: [n8n.url, workerUrl], close };
}

async function measure(name: string): Promise<void> {
  const place = await start({ ...COUNTER_SETTINGS, ...SETTINGS[name] });
  try {
    const client = await N8nClient.signIn(place.url);
    const ours = await makeOurFlow(client);
    const handMade = await makeHandMadeFlow(client);
    for (const flow of [ours, handMade]) await verifyFlow(client, place.url, flow);
    print(`\n${name}; load average before: ${loadavg()[0]?.toFixed(2)}`);
    for (const forged of options.forged ? [false, true] : [false]) {
      const lines = linesOf(await runRounds(place, ours, handMade, forged));
      for (const line of lines) print(`  ${forged ? 'forged' : 'genuine'}: ${line}`);
    }
    const { memoryMb } = await readCounters(place.counterUrls);
    print(`  memory at the end: ${memoryMb.toFixed(0)} MB`);
  } finally {
    await place.close();
  }
}

if (options.queue && !(await hasQueueMode())) process.exit(0);
const manifest = new URL(`../test/tools/n8n-host-${n8nRelease()}/package.json`, import.meta.url);
const { n8n: version } = JSON.parse(readFileSync(manifest, 'utf8')).dependencies;
print(
  `node ${process.version}, ${availableParallelism()} cores, ${cpus()[0]?.model ?? 'unknown processor'}`,
);
print(`n8n ${version}; ours: Siggnal Trigger; hand-made: Webhook, Crypto, IF; both end in a NoOp`);
print(options.queue ? `${METHOD}; queue mode, one worker` : METHOD);
for (const name of names) await measure(name);
