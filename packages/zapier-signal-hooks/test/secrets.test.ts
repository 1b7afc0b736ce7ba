import { rawRequest } from './support/delivery.ts';
import { leaksIn, SECRET, TOKEN } from './support/leaks.ts';
import { TestServer } from './support/test-server.ts';
import { createAppHandler, journal, refusalOf, run } from './support/zapier.ts';

/**
 * Every call of every test in this folder goes through `run`, which fails if a secret comes to
 * light. Here it is shown that it would, and what stands in the logs instead.
 */
let gateway: TestServer;
beforeAll(async () => {
  gateway = await TestServer.start();
});
afterAll(() => gateway.close());

const linesOf = async (call: () => Promise<unknown>): Promise<string> => {
  const from = journal.lines.length;
  await call();
  return journal.lines
    .slice(from)
    .map(({ where, text }) => `${where}: ${text}`)
    .join('\n');
};

describe('the watch', () => {
  test.each([
    ['the token', TOKEN],
    ['the header', `authorization: Bearer ${TOKEN}`],
    ['the secret', `{"secret":"${SECRET}"}`],
    ['the secret without its prefix', SECRET.slice(6)],
    ['the secret in a query', encodeURIComponent(SECRET)],
    ['the secret as it was made', 'signal-hooks-zapier-test-secret!'],
  ])('sees %s', (_what, text) => {
    expect(leaksIn([{ where: 'log', text }])).toHaveLength(1);
  });

  test('sees what a function writes, wherever it writes it', async () => {
    const from = journal.lines.length;
    await journal.during(async () => {
      console.warn('to the console', { secret: SECRET });
      process.stdout.write(`to stdout ${SECRET}`);
      process.stderr.write(`to stderr ${SECRET}`);
    });
    const leaks = leaksIn(journal.lines.slice(from));
    expect(leaks.map(({ where }) => where)).toEqual(['console.warn', 'stdout', 'stderr']);
  });

  test('sees what Zapier adds to errors that are not marked: the bundle with its secret', async () => {
    const careless = {
      version: '1.0.0',
      platformVersion: '19.1.0',
      triggers: {
        careless: {
          key: 'careless',
          noun: 'Thing',
          display: { label: 'Careless', description: 'Triggers when something happens.' },
          operation: {
            type: 'hook',
            perform: (z: { errors: { HaltedError: new (text: string) => Error } }) => {
              throw new z.errors.HaltedError('No.');
            },
            sample: { id: '1' },
          },
        },
      },
    };
    const call = journal.during(() =>
      createAppHandler(careless)({
        command: 'execute',
        method: 'triggers.careless.operation.perform',
        bundle: { subscribeData: { id: 'sub_1', secret: SECRET } },
      }),
    );
    const error = await call.catch((thrown: Error) => thrown);
    expect(leaksIn([{ where: 'error', text: String((error as Error).message) }])).toHaveLength(1);
  });
});

describe('what is logged', () => {
  test('of subscribing: that it happened, with token and secret blacked out', async () => {
    gateway.answer(201, { id: 'sub_01new', secret: SECRET });
    const logged = await linesOf(() =>
      run('triggers.new_signal.operation.performSubscribe', {
        gateway: gateway.url,
        targetUrl: 'https://hooks.zapier.com/1',
      }),
    );
    expect(logged).toContain(`201 POST ${gateway.url}/v1/subscriptions`);
    expect(logged).toContain('authorization: :censored:');
    expect(logged).toContain('\\"secret\\":\\":censored:');
  });

  test('of a failure: its message, and nothing of the bundle', async () => {
    const call = run('triggers.new_signal.operation.perform', {
      rawRequest: rawRequest({ content: '{"event_id":"evt_private"}', secret: 'whsec_b3RoZXI=' }),
    });
    const logged = await linesOf(() => refusalOf(call));
    expect(logged).toContain('Unhandled error: HaltedError: A request was refused');
    expect(logged).not.toContain('What happened');
    expect(logged).not.toContain('evt_private');
  });

  test('the app itself writes nothing', async () => {
    gateway.answer(200, { data: [], next_cursor: null });
    const logged = await linesOf(() =>
      run('triggers.new_signal.operation.performList', { gateway: gateway.url }),
    );
    expect(logged).not.toMatch(/"log_type":"(?!http)/);
  });
});

test('an error nobody foresaw says nothing of the bundle either', async () => {
  const call = run('triggers.new_signal.operation.perform', {
    rawRequest: { ...rawRequest({ content: '{}' }), content: 1 },
  });
  const error = (await call.catch((thrown: unknown) => thrown)) as Error;
  expect(error.name).toBe('TypeError');
  expect(error.message).not.toContain('What happened');
});
