import type { StoredProvider } from '../../../src/domain.ts';
import { type OpenStore, source, useStore } from './fixtures.ts';

const provider = (id: string, rest: Partial<StoredProvider> = {}): StoredProvider => ({
  id,
  definition: `{"id":"${id}","name":"Ümlaut 😀"}`,
  createdAt: 1000,
  updatedAt: 1000,
  ...rest,
});

/** The user's own providers. */
export function providerContract(open: () => Promise<OpenStore>): void {
  const opened = useStore(open);

  it('come back as they were added, in that order, to every process', async () => {
    const { store, reopen } = opened.current;
    const [late, early] = [provider('acme', { createdAt: 2000 }), provider('zeta')];
    expect([await store.providers.add(late), await store.providers.add(early)]).toEqual([
      true,
      true,
    ]);
    expect(await (await reopen()).providers.list()).toEqual([early, late]);
  });

  it('of an id that is taken are not added, also by another process at once', async () => {
    const { store, reopen } = opened.current;
    const other = await reopen();
    const added = await Promise.all([
      store.providers.add(provider('acme', { definition: 'one' })),
      other.providers.add(provider('acme', { definition: 'other' })),
    ]);
    expect(added.toSorted()).toEqual([false, true]);
    const [kept] = await store.providers.list();
    expect(kept?.definition).toBe(added[0] ? 'one' : 'other');
  });

  it('are changed, unless the change says not to, or throws', async () => {
    const { store } = opened.current;
    await store.providers.add(provider('acme'));
    const changed = provider('acme', { definition: 'new', updatedAt: 3000 });
    expect(await store.providers.change('acme', () => changed)).toEqual(changed);
    expect(await store.providers.change('acme', () => null)).toEqual(changed);
    expect(await store.providers.change('none', (stored) => stored)).toBeNull();
    const refusal = new Error('no');
    const refused = store.providers.change('acme', () => {
      throw refusal;
    });
    await expect(refused).rejects.toBe(refusal);
    expect(await store.providers.list()).toEqual([changed]);
  });

  it('are deleted only if no source is of them', async () => {
    const { store } = opened.current;
    await store.providers.add(provider('acme'));
    await store.providers.add(provider('zeta'));
    await store.accounts.putSource(source('src_a', { provider: 'acme' }));
    expect(await store.providers.delete('acme')).toBe(false);
    expect(await store.providers.delete('zeta')).toBe(true);
    expect(await store.providers.delete('zeta')).toBe(false);
    expect((await store.providers.list()).map(({ id }) => id)).toEqual(['acme']);
    await store.accounts.deleteSource('src_a');
    expect(await store.providers.delete('acme')).toBe(true);
  });

  it('count as changes of the accounts, and what changes nothing does not', async () => {
    const { store, reopen } = opened.current;
    const other = await reopen();
    const versions: number[] = [];
    const note = async (): Promise<unknown> => versions.push(await other.accounts.version());
    await store.providers.add(provider('acme'));
    await note();
    await store.providers.add(provider('acme', { definition: 'other' }));
    await store.providers.change('acme', () => null);
    await store.providers.delete('zeta');
    await note();
    await store.providers.change('acme', (stored) => ({ ...stored, updatedAt: 9 }));
    await note();
    await store.providers.delete('acme');
    await note();
    expect(versions).toEqual([1, 1, 2, 3]);
  });
}
