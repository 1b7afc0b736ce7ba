import type { Session, SignInCode } from '../../../src/domain.ts';
import { type OpenStore, useStore } from './fixtures.ts';

const session = (id: string, rest: Partial<Session> = {}): Session => ({
  id,
  hash: `hash of ${id}`,
  method: 'token',
  name: 'Ümlaut 😀',
  scopes: ['events:read', 'sources:read'],
  tokenId: 'tok_1',
  label: 'Firefox on Linux',
  createdAt: 1000,
  lastSeenAt: 1000,
  expiresAt: 9000,
  ...rest,
});

const code = (hash: string, expiresAt = 9000): SignInCode => ({
  ...{ hash, method: 'link', name: 'owner', createdAt: 1000, expiresAt },
});

const ids = (rows: readonly { readonly id: string }[]): string[] => rows.map(({ id }) => id);

/** Sessions, and the codes that begin them. */
export function sessionContract(open: () => Promise<OpenStore>): void {
  const opened = useStore(open);

  it('come back as they were added, the latest first', async () => {
    const { store, reopen } = opened.current;
    const one = session('ses_1');
    const two = session('ses_2', { method: 'link', tokenId: null, createdAt: 2000 });
    await store.sessions.add(one);
    await store.sessions.add(two);
    const other = await reopen();
    expect(await other.sessions.list()).toEqual([two, one]);
    expect(await other.sessions.byHash('hash of ses_1')).toEqual(one);
    expect(await other.sessions.byHash('hash of ses_3')).toBeNull();
  });

  it('remember when they were used last', async () => {
    const { sessions } = opened.current.store;
    await sessions.add(session('ses_1'));
    await sessions.touch('ses_1', 3000);
    await sessions.touch('ses_1', 2000);
    expect((await sessions.byHash('hash of ses_1'))?.lastSeenAt).toBe(3000);
  });

  it('end one by one, or all at once', async () => {
    const { sessions } = opened.current.store;
    for (const id of ['ses_1', 'ses_2', 'ses_3']) await sessions.add(session(id));
    expect(await sessions.delete('ses_2')).toBe(true);
    expect(await sessions.delete('ses_2')).toBe(false);
    expect(ids(await sessions.list())).toEqual(['ses_3', 'ses_1']);
    await sessions.deleteAll();
    expect(await sessions.list()).toEqual([]);
  });

  it('are deleted when they are over, or were not used for long', async () => {
    const { sessions } = opened.current.store;
    await sessions.add(session('ses_1', { expiresAt: 5000, lastSeenAt: 4900 }));
    await sessions.add(session('ses_2', { expiresAt: 5001, lastSeenAt: 4900 }));
    await sessions.add(session('ses_3', { expiresAt: 9000, lastSeenAt: 4000 }));
    await sessions.addCode(code('one', 5000));
    await sessions.addCode(code('two', 5001));
    expect(await sessions.prune(5000, 4000)).toBe(3);
    expect(ids(await sessions.list())).toEqual(['ses_2']);
    expect(await sessions.takeCode('one')).toBeNull();
    expect(await sessions.takeCode('two')).toEqual(code('two', 5001));
  });

  it('a code is taken once, however many try at the same time', async () => {
    const { store, reopen } = opened.current;
    const other = await reopen();
    await store.sessions.addCode(code('one'));
    const taken = await Promise.all(
      [store, other, store, other].map(({ sessions }) => sessions.takeCode('one')),
    );
    expect(taken.filter((each) => each !== null)).toEqual([code('one')]);
  });
}
