import { normaliseTarget, prefixOf } from '../../src/http/target.ts';

test.each([
  ['https://x.example', ''],
  ['https://x.example/hooks', '/hooks'],
  ['https://x.example/a/b', '/a/b'],
  [null, ''],
])('the prefix of %s is "%s"', (publicUrl, prefix) => {
  expect(prefixOf(publicUrl)).toBe(prefix);
});

test.each([
  ['/in/src_1', '', '/in/src_1'],
  ['/in/src_1?a=//b', '', '/in/src_1?a=//b'],
  ['http://x.example/in/src_1', '', '/in/src_1'],
  ['HTTPS://x.example:8443/in/src_1?a=1', '', '/in/src_1?a=1'],
  ['http://x.example', '', '/'],
  ['//in/src_1', '', '/in/src_1'],
  ['///in/src_1', '', '/in/src_1'],
  ['/hooks/in/src_1', '/hooks', '/in/src_1'],
  ['/hooks//in/src_1', '/hooks', '/in/src_1'],
  ['/in/src_1', '/hooks', '/in/src_1'],
  ['//in/src_1', '/hooks', '/in/src_1'],
  ['http://x.example/hooks/v1/me', '/hooks', '/v1/me'],
  ['/hooks', '/hooks', '/'],
  ['/hooks?a=1', '/hooks', '/?a=1'],
  ['/hooksin/src_1', '/hooks', '/hooksin/src_1'],
  ['/in/a//b', '', '/in/a//b'],
  ['*', '', '*'],
])('%s below "%s" is for %s', (target, prefix, path) => {
  expect(normaliseTarget(target, prefix)).toBe(path);
});
