/** Signal Hooks Trigger, where it is to answer when the workflow has run: at an address of its own. */
import {
  asked,
  changes,
  ends,
  ID,
  lists,
  makes,
  rotates,
  row,
  SIGNING,
  storedRegistration,
  trigger,
} from '../support/gateway-hooks.ts';
import { NODE_URL } from '../support/n8n.ts';
import { stayOffline } from '../support/offline.ts';

stayOffline();

const AFTER_RUN = `${NODE_URL}-after-run`;
const parameters = { options: { respond: 'afterRun' } };
const kept = (url: string) => ({
  registration: { ...(storedRegistration().registration as object), url },
});

test('subscribes that address', async () => {
  lists(1);
  makes({ ...asked, target_url: AFTER_RUN });
  const n8n = trigger({ parameters });
  await n8n.activate();
  expect(n8n.kept).toMatchObject({ registration: { id: ID, url: AFTER_RUN } });
});

test.each([
  ['after the run', NODE_URL, AFTER_RUN, parameters],
  ['at once', AFTER_RUN, NODE_URL, {}],
])(
  'a subscription that is there is moved, if it is to answer %s',
  async (_how, from, to, chosen) => {
    lists(1, row({ target_url: from, status: 'paused' }));
    const { name, event_types, filter, format, include_raw } = asked;
    const wanted = { name, target_url: to, event_types, filter, format, include_raw };
    changes(wanted, { status: 'paused' });
    changes({ status: 'active' });
    rotates();
    const n8n = trigger({ parameters: chosen, kept: kept(from) });
    await n8n.activate();
    expect(n8n.kept).toEqual({
      registration: { id: ID, url: to, credentials: { secrets: [SIGNING] } },
    });
  },
);

test('one of another source ends, because it is replaced at another address', async () => {
  lists(1, row());
  makes({ ...asked, target_url: AFTER_RUN, source_id: 'src_2' });
  ends('sub_former');
  const former = {
    registration: { id: 'sub_former', url: NODE_URL, credentials: { secrets: ['whsec_b2xk'] } },
  };
  const n8n = trigger({ parameters: { ...parameters, source: 'src_2' }, kept: former });
  await n8n.activate();
  expect(n8n.kept).toMatchObject({ registration: { id: ID, url: AFTER_RUN } });
});
