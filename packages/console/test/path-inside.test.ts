import { pathInside } from '../src/pages/sign-in/path-inside.ts';

const BASE = 'https://hooks.example.com/base/console/';

test.each([
  ['/base/console/', '/base/console/'],
  ['/base/console/events?q=a#b', '/base/console/events?q=a#b'],
  ['/base/console//evil.example', '/base/console//evil.example'],
  ['events', '/base/console/events'],
])('a page of the console: %j', (address, path) => {
  expect(pathInside(address, BASE)).toBe(path);
});

test.each([
  '//evil.example/base/console/',
  '/\\evil.example/base/console/',
  '/\t/evil.example/base/console/',
  'https://evil.example/base/console/',
  'http://hooks.example.com/base/console/',
  'https://hooks.example.com@evil.example/base/console/',
  'javascript:alert(1)',
  'data:text/html,x',
  '/base/console/../../v1/events',
  '/base/console',
  'https://',
])('no page of the console: %j', (address) => {
  expect(pathInside(address, BASE)).toBeUndefined();
});
