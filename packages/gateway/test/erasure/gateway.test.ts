/** An erasure on a whole gateway: what is left in the answers, and in the files of the database. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Folder, makeFolder } from '../../../../test/support/folder.ts';
import { until } from '../../../../test/support/until.ts';
import { readConfig } from '../../src/config.ts';
import type { NewEvent } from '../../src/domain.ts';
import { type Gateway, startGateway } from '../../src/gateway.ts';
import { newId } from '../../src/ids.ts';
import { createLog } from '../../src/log.ts';
import { siggnalEvent } from '../delivery/fixture.ts';

const MINE = 'person-seven@erase.example';
const EVENTS = 700;
/** One event in seven is the person's. */
const SHARE = 7;

let folder: Folder;
let gateway: Gateway;
let sourceId: string;
let logged = '';

beforeEach(async () => {
  folder = makeFolder();
  const config = readConfig({}, { dataDir: folder.path, port: 0 });
  const log = createLog('info', { write: (line: string) => (logged += line) } as never);
  gateway = await startGateway(config, { log });
  sourceId = (await gateway.services.sources.add({ provider: 'siggnal', name: 'Sales' })).ready
    .source.id;
});
afterEach(async () => {
  await gateway.close();
  folder.remove();
});

/** The sample with another address, and more or less text around it. */
function eventOf(at: number, email: string): NewEvent {
  const event = siggnalEvent(at, sourceId);
  const text = Buffer.from(event.body)
    .toString()
    .replaceAll('anna@romashka.example', email)
    .replace(/\}$/, `,"note":"${'x'.repeat((at * 977) % 12_000)} ${email}"}`);
  return {
    ...event,
    id: newId('evt', 1_700_000_000_000 + at),
    body: Buffer.from(text),
    receivedAt: Date.now() - 1_000_000 + at,
    ...{ identity: `id-${at}`, identityWindowMs: null, deliveries: [] },
  };
}

const isMine = (at: number): boolean => at % SHARE === 3;

/** How often a text is in all files of the data folder. */
const inFiles = (text: string): number =>
  readdirSync(folder.path)
    .map((name) => readFileSync(join(folder.path, name)).toString('latin1').toLowerCase())
    .reduce((sum, content) => sum + content.split(text).length - 1, 0);

test('nothing of the person is left, in the files neither; everything else is', async () => {
  const all = Array.from({ length: EVENTS }, (_, at) =>
    eventOf(at, isMine(at) ? 'Person-Seven@erase.example' : `other-${at}@erase.example`),
  );
  for (let at = 0; at < EVENTS; at += 50) await gateway.store.events.append(all.slice(at, at + 50));
  // Pages of what was deleted in between are used again, and their rows are moved.
  await gateway.store.events.prune((all[100]?.receivedAt ?? 0) + 1, 100, Date.now());
  expect(inFiles(MINE)).toBeGreaterThan(100);
  for (const email of [MINE, 'other@erase.example']) {
    const body = JSON.stringify({ contacts: [{ email: email.toUpperCase() }] });
    expect((await fetch(`${gateway.url}/in/${sourceId}`, { method: 'POST', body })).status).toBe(
      401,
    );
  }
  await until(
    () => gateway.services.sources.rejections(sourceId, { cursor: null, limit: 10 }),
    ({ items }) => items.length === 2,
  );

  const mine = all.filter((_, at) => at > 100 && isMine(at)).length;
  const dry = await gateway.services.erasures.count({ field: 'email', value: MINE }, null);
  expect(dry).toMatchObject({ erasedEvents: mine, erasedDeliveries: 0, next: null });
  expect(dry.erasedRejections).toBe(1);
  const { id, valueHash } = await gateway.services.erasures.start({
    ...{ field: 'email', value: ` ${MINE.toUpperCase()}` },
  });
  expect(valueHash).toBe(dry.valueHash);
  const { erasure } = await until(
    () => gateway.services.erasures.get(id),
    (state) => state.erasure.status === 'done',
  );
  expect(erasure).toMatchObject({ erasedEvents: mine, erasedRejections: 1, field: 'email' });
  await until(
    async () => inFiles(MINE),
    (count) => count === 0,
  );
  expect(inFiles('other-400@erase.example')).toBeGreaterThan(0);
  expect(logged.toLowerCase()).not.toContain(MINE);

  const first = all.find((_, at) => at > 100 && isMine(at)) as NewEvent;
  expect(await gateway.services.events.get(first.id)).toMatchObject({
    ...{ payloadGone: 'erased', record: { contact_email: null, raw: {} } },
  });
  const again = await gateway.store.events.append([{ ...first, id: newId('evt', Date.now()) }]);
  expect(again).toEqual([{ eventId: first.id, duplicate: true }]);
}, 60_000);

test('a field that no record has, and a value that is empty, are refused without being repeated', async () => {
  const start = (field: string, value: string) => gateway.services.erasures.start({ field, value });
  await expect(start('e-mail', MINE)).rejects.toMatchObject({
    code: 'invalid_request',
    fields: [{ path: 'field', message: expect.stringContaining('Try contact_email') }],
  });
  await expect(start('email', '  ')).rejects.toMatchObject({ fields: [{ path: 'value' }] });
  expect((await gateway.store.erasures.list({ cursor: null, limit: 5 })).items).toEqual([]);
});
