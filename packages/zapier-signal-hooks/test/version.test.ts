import { zapierVersion } from '../core/version.ts';

test('a version is one that Zapier takes', () => {
  expect(zapierVersion('1.0.0-rc.0')).toBe('1.0.0-rc-0');
  expect(zapierVersion('1.0.0-rc.12')).toBe('1.0.0-rc-12');
  expect(zapierVersion('1.2.3')).toBe('1.2.3');
});
