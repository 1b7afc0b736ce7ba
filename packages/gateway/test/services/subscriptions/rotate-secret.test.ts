import { createHmac } from 'node:crypto';
import { type Fake, type Harness, startFake, startHarness } from '../../http/harness.ts';

const HOUR = 3600_000;

describe('rotating a subscription’s secret', () => {
  let harness: Harness;
  let subscriber: Fake;
  let id: string;
  let first: string;

  beforeEach(async () => {
    harness = await startHarness();
    subscriber = await startFake(() => [200]);
    const made = await harness.services.subscriptions.create({ targetUrl: `${subscriber.url}/` });
    id = made.subscription.id;
    first = made.secret;
  });
  afterEach(() => Promise.all([harness.close(), subscriber.close()]));

  const rotate = async (graceHours?: number): Promise<string> =>
    (
      await harness.services.subscriptions.rotateSecret(
        id,
        graceHours === undefined ? {} : { graceHours },
      )
    ).secret;
  /** The stored secrets, each with the hours that are left to it. */
  const stored = () =>
    harness.directory
      .subscription(id)
      ?.secrets.secrets.map(({ secret, until }) => [
        secret,
        until === null ? null : Math.round((until - harness.now()) / HOUR),
      ]);

  test('the newest is the first; an older one ends with the shortest grace that was given', async () => {
    const second = await rotate();
    expect(stored()).toEqual([
      [second, null],
      [first, 24],
    ]);
    const third = await rotate(2);
    expect(stored()).toEqual([
      [third, null],
      [second, 2],
      [first, 2],
    ]);
    const fourth = await rotate(5);
    expect(stored()).toEqual([
      [fourth, null],
      [third, 5],
      [second, 2],
      [first, 2],
    ]);
    harness.advance(2 * HOUR);
    const fifth = await rotate(0);
    expect(stored()).toEqual([[fifth, null]]);
  });

  test('deliveries carry a signature of each, the newest first', async () => {
    const second = await rotate(1);
    await harness.services.subscriptions.test(id);
    const [request] = subscriber.requests;
    const { headers = {}, body } = request ?? {};
    const content = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
    const signatures = [second, first].map((secret) => {
      const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
      return `v1,${createHmac('sha256', key).update(content).digest('base64')}`;
    });
    expect(headers['webhook-signature']).toBe(signatures.join(' '));
  });
});
