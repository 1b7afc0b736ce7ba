import { ApiError, refusalIn } from '@signal-hooks/client';
import { explain } from '../src/app/explain.ts';
import { en } from '../src/texts/en.ts';

/** What the gateway answers, and what of it is explained. */
function refused(status: number, problem: object, headers: Readonly<Record<string, string>> = {}) {
  const all: Record<string, string> = { 'content-type': 'application/problem+json', ...headers };
  const body = { status, ...problem };
  return explain(refusalIn({ status, body, header: (name) => all[name] }), en);
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
  });
});

test('a fault of the page itself', () => {
  expect(explain(new Error('x is not a function'), en).detail).toBe('Error: x is not a function');
});
