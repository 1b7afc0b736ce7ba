import { readPasted } from '../src/pages/connect/pasted.ts';

const BODY = '{"event":"order.paid","note":"it\'s"}';

test('a curl command, with quotation marks of every kind and lines that go on', () => {
  const command = `curl -X POST 'https://hooks.example.com/in' \\
  -H 'Content-Type: application/json' --header "X-Acme-Signature: sha256=3f2a" \\
  --data-raw $'{"event":"order.paid","note":"it\\'s"}'`;
  expect(readPasted(command)).toEqual({
    headers: { 'content-type': 'application/json', 'x-acme-signature': 'sha256=3f2a' },
    body: BODY,
  });
  expect(readPasted(`curl https://a.example -d "{\\"a\\":1}" -H X-A:1`)).toEqual({
    headers: { 'x-a': '1' },
    body: '{"a":1}',
  });
  expect(readPasted('curl https://a.example --data=a=1 --data b=2')?.body).toBe('a=1&b=2');
});

test('raw HTTP, with either line end, and headers with a body alone', () => {
  const expected = { headers: { 'x-acme-signature': 'sha256=3f2a' }, body: BODY };
  const lines = ['POST /in HTTP/1.1', 'X-Acme-Signature: sha256=3f2a', '', BODY, ''];
  expect(readPasted(lines.join('\r\n'))).toEqual(expected);
  expect(readPasted(lines.join('\n'))).toEqual(expected);
  expect(readPasted(lines.slice(1).join('\n'))).toEqual(expected);
});

test('a body alone', () => {
  expect(readPasted(`\n ${BODY}\n`)).toEqual({ headers: {}, body: BODY });
  expect(readPasted('[{"a":1}]')?.body).toBe('[{"a":1}]');
});

test.each(['', '   ', 'hello there', 'curl https://a.example', 'curl -d @order.json a', 'X-A: 1'])(
  'no request: %p',
  (text) => expect(readPasted(text)).toBeNull(),
);
