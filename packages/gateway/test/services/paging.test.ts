import { pageOf } from '../../src/services/paging.ts';

/** Three rows of one moment between an older and a newer one, in no order. */
const ROWS = [
  { id: 'b', createdAt: 2 },
  { id: 'z', createdAt: 1 },
  { id: 'c', createdAt: 2 },
  { id: 'a', createdAt: 3 },
  { id: 'a', createdAt: 2 },
];

test.each([1, 2, 3, 4, 5, 6])(
  'rows of one moment come once each, in order, in pages of %i',
  (limit) => {
    const seen: string[] = [];
    let cursor: string | null = null;
    let pages = 0;
    do {
      pages += 1;
      const page: ReturnType<typeof pageOf<(typeof ROWS)[number]>> = pageOf(
        'rows',
        ROWS,
        { limit, cursor },
        (row) => row,
      );
      expect(page.items.length).toBeLessThanOrEqual(limit);
      seen.push(...page.items.map(({ id, createdAt }) => `${createdAt}${id}`));
      cursor = page.next;
    } while (cursor !== null);
    expect(seen).toEqual(['3a', '2c', '2b', '2a', '1z']);
    // No page is empty, not even behind a last one that is full.
    expect(pages).toBe(Math.ceil(ROWS.length / limit));
  },
);

test('a cursor of another list is refused', () => {
  const { next } = pageOf('rows', ROWS, { limit: 1, cursor: null }, (row) => row);
  expect(() => pageOf('others', ROWS, { limit: 1, cursor: next }, (row) => row)).toThrow(
    expect.objectContaining({ code: 'invalid_request' }),
  );
});
