import { PROVIDERS, readApiBody } from '@signal-hooks/catalogue';

test('answers keep the digits of long ids', () => {
  const body = Buffer.from('{"data":{"id":19367000000120013}}');
  expect(readApiBody(body)).toEqual({ data: { id: '19367000000120013' } });
});

test('what is empty or no JSON object is null', () => {
  for (const text of ['', '<html></html>', '[]', '7']) {
    expect(readApiBody(Buffer.from(text))).toBeNull();
  }
});

test.each(Object.values(PROVIDERS))(
  'every setting of $name says what it is for, and secrets are marked as such',
  ({ registration }) => {
    for (const { key, label, help, secret, options, default: preset } of registration.settings) {
      expect([key, label !== '' && help !== '']).toEqual([key, true]);
      expect([key, secret]).toEqual([key, /secret|token|api_key|auth_header/.test(key)]);
      if (options !== undefined && preset !== undefined) expect(options).toContain(preset);
    }
  },
);
