import type { AuditEntry } from '../../../src/domain.ts';
import type { AuditQuery } from '../../../src/store/audit.ts';
import { type OpenStore, useStore } from './fixtures.ts';

const entry = (id: string, rest: Partial<AuditEntry> = {}): AuditEntry => ({
  id,
  at: 1000,
  callerKind: 'token',
  callerId: 'tok_1',
  callerName: 'Ümlaut 😀',
  operation: 'updateSource',
  objectKind: 'source',
  objectId: 'src_1',
  outcome: 'started',
  error: null,
  before: '{"name":"a"}',
  after: null,
  ...rest,
});

const EVERYTHING: AuditQuery = {
  ...{ since: null, until: null, objectKind: null, objectId: null, callerId: null },
};

/** Who has changed what. */
export function auditContract(open: () => Promise<OpenStore>): void {
  const opened = useStore(open);

  const ids = async (query: Partial<AuditQuery>): Promise<string[]> => {
    const page = { cursor: null, limit: 10 };
    const { items } = await opened.current.store.audit.list({ ...EVERYTHING, ...query }, page);
    return items.map(({ id }) => id);
  };

  it('comes back as it was written, with what came of it', async () => {
    const { store, reopen } = opened.current;
    const local = entry('aud_2', { callerKind: 'local', callerId: null, objectId: null });
    await store.audit.add(entry('aud_1'));
    await store.audit.add(local);
    const end = {
      ...{ objectId: 'src_1', error: 'conflict', before: null, after: '{"name":"b"}' },
      outcome: 'failed',
    } as const;
    await store.audit.end('aud_1', end);
    const page = await (await reopen()).audit.list(EVERYTHING, { cursor: null, limit: 10 });
    expect(page).toEqual({ items: [local, { ...entry('aud_1'), ...end }], next: null });
  });

  it('is listed by time, object and caller, page by page', async () => {
    const { store } = opened.current;
    await store.audit.add(entry('aud_1', { at: 1000 }));
    await store.audit.add(entry('aud_2', { at: 2000, objectId: 'src_2' }));
    await store.audit.add(entry('aud_3', { at: 3000, callerId: 'ses_1', objectKind: 'token' }));
    expect(await ids({})).toEqual(['aud_3', 'aud_2', 'aud_1']);
    expect(await ids({ since: 2000 })).toEqual(['aud_3', 'aud_2']);
    expect(await ids({ until: 2000 })).toEqual(['aud_1']);
    expect(await ids({ objectId: 'src_1', objectKind: 'source' })).toEqual(['aud_1']);
    expect(await ids({ callerId: 'tok_1', since: 1500 })).toEqual(['aud_2']);
    const first = await store.audit.list(EVERYTHING, { cursor: null, limit: 2 });
    const second = await store.audit.list(EVERYTHING, { cursor: first.next, limit: 2 });
    expect([first, second].map(({ items }) => items.map(({ id }) => id))).toEqual([
      ['aud_3', 'aud_2'],
      ['aud_1'],
    ]);
    expect(second.next).toBeNull();
  });

  it('forgets what is too old, so much at a time', async () => {
    const { store } = opened.current;
    for (const at of [1, 2, 3, 4]) await store.audit.add(entry(`aud_${at}`, { at }));
    expect(await store.audit.prune(4, 2)).toBe(2);
    expect(await store.audit.prune(4, 2)).toBe(1);
    expect(await store.audit.prune(4, 2)).toBe(0);
    expect(await ids({})).toEqual(['aud_4']);
  });
}
