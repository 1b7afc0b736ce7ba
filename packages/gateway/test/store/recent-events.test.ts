import { RecentEvents } from '../../src/store/recent-events.ts';
import { event } from './contract/fixtures.ts';

const MEGABYTE = 1024 * 1024;

test('what was read twice at the same time takes its room once', () => {
  const recent = new RecentEvents();
  const large = event('evt_1', { body: Buffer.alloc(MEGABYTE) });
  for (let time = 0; time < 20; time += 1) recent.keep(large);
  const others = [2, 3, 4].map((id) => event(`evt_${id}`, { body: Buffer.alloc(MEGABYTE) }));
  for (const each of others) recent.keep(each);
  expect([large, ...others].map(({ id }) => recent.get(id)?.id)).toEqual([
    'evt_1',
    'evt_2',
    'evt_3',
    'evt_4',
  ]);
});
