import { isWebAddress } from '../src/components/safe-link.tsx';

test.each(['https://acme.example/a?b=c#d', 'http://127.0.0.1:8787', 'HTTPS://ACME.EXAMPLE'])(
  '%s is linked',
  (address) => {
    expect(isWebAddress(address)).toBe(true);
  },
);

test.each([
  'javascript:alert(1)',
  ' javascript:alert(1)',
  'java\nscript:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  'vbscript:msgbox(1)',
  'https:javascript:alert(1)',
  '//evil.example',
  'https://',
  'https://bank.example@evil.example/',
  'https://user:pass@evil.example/',
  '',
])('%s is not', (address) => {
  expect(isWebAddress(address)).toBe(false);
});
