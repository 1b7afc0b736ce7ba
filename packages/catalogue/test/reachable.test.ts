import { isReachableFrom } from '@signal-hooks/catalogue';

const PUBLIC = 'https://api.vendor.com';
const LOOPBACK = 'http://127.0.0.1:4000/signals';
const PRIVATE = 'http://10.0.0.5';

test.each([
  'http://localhost:8787',
  'http://127.0.0.1:8787',
  'http://127.1.2.3',
  'http://0x7f.1:8787',
  'http://2130706433',
  'http://0.0.0.0:8787',
  'http://[::1]:8787',
  'http://[::]',
  'http://[::ffff:127.0.0.1]',
  'http://gateway.localhost',
])('%s is reached only from this machine', (url) => {
  expect([PUBLIC, PRIVATE, LOOPBACK].map((api) => isReachableFrom(api, `${url}/in/src_1`))).toEqual(
    [false, false, true],
  );
});

test.each([
  'https://10.1.2.3',
  'https://172.16.0.1',
  'https://172.31.255.255',
  'https://192.168.1.10:8443',
  'https://169.254.1.1',
  'https://100.64.0.1',
  'https://[fd00::1]',
  'https://[fe80::1]',
  'https://[::ffff:192.168.0.1]',
  'https://gateway',
  'https://gateway.internal',
  'https://nas.local',
  'https://router.home.arpa',
])('%s is reached only from its own network', (url) => {
  expect([PUBLIC, PRIVATE, LOOPBACK].map((api) => isReachableFrom(api, `${url}/in/src_1`))).toEqual(
    [false, true, true],
  );
});

test.each([
  'https://hooks.example.com',
  'https://172.32.0.1',
  'https://172.15.0.1',
  'https://100.128.0.1',
  'https://8.8.8.8',
  'https://[2001:db8::1]',
  'https://local.example.com',
])('%s is taken for reachable', (url) => {
  expect(isReachableFrom(PUBLIC, `${url}/in/src_1`)).toBe(true);
});
