import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { findProvider, PRESETS, PROVIDERS } from '@signal-hooks/catalogue';

test('the folders are the presets, each under its id, and none has the id of a provider', () => {
  const folders = readdirSync(join(__dirname, '../src/presets'), { withFileTypes: true });
  const ids = folders.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  expect(Object.keys(PRESETS).sort()).toEqual(ids.sort());
  for (const [id, preset] of Object.entries(PRESETS)) {
    expect(preset.id).toBe(id);
    expect(findProvider(id)).toBe(preset);
    expect(PROVIDERS).not.toHaveProperty(id);
  }
});
