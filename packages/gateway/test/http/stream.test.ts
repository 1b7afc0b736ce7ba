import { get } from 'node:http';
import { until } from '../../../../test/support/until.ts';
import { type Harness, startHarness } from './harness.ts';

interface Stream {
  /** What came so far, without heartbeats and the first lines. */
  readonly notices: () => readonly (readonly [name: string, data: unknown])[];
  readonly headers: Readonly<Record<string, unknown>>;
  readonly isOver: () => boolean;
  readonly close: () => void;
}

let harness: Harness;
let streams: Stream[] = [];
beforeEach(async () => {
  harness = await startHarness();
});
afterEach(async () => {
  for (const each of streams) each.close();
  streams = [];
  await harness.close();
});

/** Opens a stream, and resolves when it has begun. */
async function open(token: string): Promise<Stream> {
  let text = '';
  let over = false;
  const stream = await new Promise<Stream>((done, fail) => {
    const sent = get(
      `${harness.url}/v1/stream`,
      { headers: { authorization: `Bearer ${token}` } },
      (response) => {
        response.on('data', (chunk: Buffer) => {
          text += chunk;
        });
        response.on('close', () => {
          over = true;
        });
        const parse = () =>
          [...text.matchAll(/^event: (.+)\ndata: (.+)$/gm)].map(
            ([, name = '', data = '']) => [name, JSON.parse(data)] as const,
          );
        done({
          notices: parse,
          headers: response.headers,
          isOver: () => over,
          close: () => sent.destroy(),
        });
      },
    );
    sent.on('error', fail);
  });
  streams.push(stream);
  await until(stream.notices, ({ length }) => length > 0);
  return stream;
}

const dataOf = (stream: Stream, wanted: string): readonly unknown[] =>
  stream.notices().flatMap(([name, data]) => (name === wanted ? [data] : []));

const source = async (): Promise<string> =>
  (await harness.call('POST', '/v1/sources', { body: { provider: 'siggnal' } })).json.id;

test('what comes is in it once, whoever stored it', async () => {
  const id = await source();
  await harness.call('POST', `/v1/sources/${id}/test`);
  const stream = await open(await harness.token('admin'));
  expect(stream.headers).toMatchObject({
    'content-type': 'text/event-stream',
    'x-accel-buffering': 'no',
    'cache-control': 'no-store',
  });
  const tested = await harness.call('POST', `/v1/sources/${id}/test`);
  await harness.call('POST', `/v1/sources/${id}/test`, { body: { ping: true } });
  await fetch(`${harness.url}/in/${id}`, { method: 'POST', body: '{}' });
  await harness.servicesElsewhere().tokens.create({
    ...{ name: 'another gateway', scopes: ['events:read'], expiresInDays: null },
  });
  await until(
    () => new Set(stream.notices().map(([name]) => name)),
    (names) => ['event', 'rejection', 'ping', 'configuration'].every((name) => names.has(name)),
  );
  expect(dataOf(stream, 'event')).toEqual([
    {
      id: tested.json.event_id,
      source_id: id,
      type: expect.any(String),
      received_at: expect.stringMatching(/Z$/),
    },
  ]);
  expect(dataOf(stream, 'rejection')).toEqual([
    expect.objectContaining({ source_id: id, code: 'signature_missing' }),
  ]);
  expect(dataOf(stream, 'ping')).toEqual([{ source_id: id, at: expect.stringMatching(/Z$/) }]);
});

test('each reader gets what the scopes allow', async () => {
  const id = await source();
  const [reader, other] = [
    await open(await harness.token('events:read')),
    await open(await harness.token('sources:read')),
  ];
  await harness.call('POST', `/v1/sources/${id}/test`);
  await fetch(`${harness.url}/in/${id}`, { method: 'POST', body: '{}' });
  await until(
    () => [dataOf(reader, 'event'), dataOf(other, 'rejection')],
    (found) => found.every(({ length }) => length > 0),
  );
  expect(dataOf(reader, 'rejection')).toEqual([]);
  expect(dataOf(other, 'event')).toEqual([]);
});

test('what moves up because others are deleted is not new', async () => {
  const [kept, gone] = [await source(), await source()];
  await harness.call('POST', `/v1/sources/${kept}/test`);
  harness.advance(120_000);
  for (let at = 0; at < 60; at += 1) await harness.call('POST', `/v1/sources/${gone}/test`);
  const stream = await open(await harness.token('admin'));
  await harness.call('DELETE', `/v1/sources/${gone}`);
  await until(
    () => dataOf(stream, 'configuration'),
    ({ length }) => length > 0,
  );
  expect(dataOf(stream, 'event')).toEqual([]);
});

test('it ends when asked for so long, and for whoever may not read any more', async () => {
  const reply = await harness.call('GET', '/v1/stream?seconds=0');
  expect(reply.text).toBe('retry: 3000\n\nevent: ready\ndata: {}\n\n');
  expect((await harness.call('GET', '/v1/stream', { token: null })).status).toBe(401);
});
