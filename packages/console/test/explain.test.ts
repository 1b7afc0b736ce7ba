import { ApiError, refusalIn } from '@signal-hooks/client';
import { explain } from '../src/app/explain.ts';
import { en } from '../src/texts/en.ts';
import { ru } from '../src/texts/ru.ts';

/** What the gateway answers, and what of it is explained. */
function refused(
  status: number,
  problem: object,
  headers: Readonly<Record<string, string>> = {},
  texts = en,
  shownElsewhere: readonly string[] = [],
) {
  const all: Record<string, string> = { 'content-type': 'application/problem+json', ...headers };
  const body = { status, ...problem };
  const error = refusalIn({ status, body, header: (name) => all[name] });
  return explain(error, texts, shownElsewhere);
}

test('nothing answers', () => {
  expect(explain(new TypeError('Failed to fetch'), en).title).toBe('The gateway does not answer');
});

test('a proxy answers', () => {
  const error = refusalIn({ status: 502, body: '<h1>Bad Gateway</h1>', header: () => 'text/html' });
  expect(error).toBeInstanceOf(ApiError);
  expect(explain(error, en)).toEqual({
    title: 'Something between this page and the gateway answered in its place',
    detail: 'HTTP 502, text/html',
    english: '',
  });
});

test('a permission is missing', () => {
  const headers = {
    'www-authenticate': 'Bearer error="insufficient_scope", scope="sources:write"',
  };
  expect(refused(403, { code: 'forbidden', detail: 'no' }, headers).detail).toContain(
    '"sources:write"',
  );
});

test('too many attempts', () => {
  const answer = refused(429, { code: 'too_many_requests', detail: 'no' }, { 'retry-after': '1' });
  expect(answer.detail).toBe('Try again in 1 second.');
});

test('the gateway says what is wrong with a value', () => {
  const fields = [{ path: 'filter.0.value', message: 'Give a number.' }];
  expect(refused(400, { code: 'invalid_request', detail: 'It is not valid.', fields })).toEqual({
    title: 'The gateway refused this',
    detail: 'It is not valid. filter.0.value: Give a number.',
    english: '',
  });
});

test('a fault of the page itself', () => {
  expect(explain(new Error('x is not a function'), en).detail).toBe('Error: x is not a function');
});

const TITLE = 'The request has invalid values.';

test('the gateway’s words are said in the viewer’s language as far as they are known', () => {
  const fields = [
    { path: 'max_per_second', message: 'Give a number above 0 and up to 1000, or null.' },
    { path: 'name', message: 'Nobody has translated this.' },
  ];
  const problem = { code: 'invalid_request', title: TITLE, detail: TITLE, fields };
  expect(refused(422, problem, {}, ru)).toEqual({
    title: 'Шлюз отклонил запрос',
    detail:
      'Некоторые значения не подходят. max_per_second: Укажите число больше 0 и не больше 1000 или оставьте пустым.',
    english: 'name: Nobody has translated this.',
  });
  const own = { code: 'conflict', title: 'The request does not fit the present state.' };
  expect(refused(409, { ...own, detail: 'A new reason.' }, {}, ru)).toMatchObject({
    detail: 'Сейчас это невозможно.',
    english: 'A new reason.',
  });
});

test('what is said at a field is not said twice', () => {
  const fields = [{ path: 'name', message: 'Give at most 100 characters.' }];
  const problem = { code: 'invalid_request', title: TITLE, detail: TITLE, fields };
  expect(refused(422, problem, {}, en, ['name']).detail).toBe(TITLE);
  const forbidden = { code: 'target_forbidden', detail: 'The URL leads into an internal network.' };
  expect(refused(422, forbidden, {}, en, ['target_url']).detail).toBe('');
});
