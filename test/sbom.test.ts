import {
  type Component,
  describePackages,
  flatten,
  nameOf,
  validate,
} from '../scripts/sbom/describe.ts';
import { INSTALL_LIMIT_MS, installTool } from './support/tools.ts';

beforeAll(() => installTool('supply-chain'), INSTALL_LIMIT_MS);

const purls = (components: readonly Component[]): string[] =>
  flatten(components).map(({ purl = '' }) => purl);

test('the list is CycloneDX, about the command line, with all that it runs with and no tool', async () => {
  const sbom = await describePackages();
  expect([sbom.bomFormat, sbom.specVersion]).toEqual(['CycloneDX', '1.6']);
  expect(nameOf(sbom.metadata.component)).toBe('@signal-hooks/cli');
  const names = flatten(sbom.components).map(nameOf);
  // The first four are tools of this workspace as well, which is no reason to leave them out.
  for (const name of [
    'better-sqlite3',
    'express',
    'pg',
    'undici',
    '@signal-hooks/gateway',
    'react',
  ]) {
    expect(names).toContain(name);
  }
  for (const name of ['typescript', 'jest', 'vite', '@signal-hooks/cli', 'n8n-workflow']) {
    expect(names).not.toContain(name);
  }
  for (const purl of purls(sbom.components)) expect(purl).toMatch(/^pkg:npm\/[^@]+@\d/);
  const refs = [sbom.metadata.component, ...flatten(sbom.components)].map((one) => one['bom-ref']);
  expect(new Set(refs).size).toBe(refs.length);
  for (const { ref } of sbom.dependencies) expect(refs).toContain(ref);
});

test('what is no CycloneDX is refused', async () => {
  const sbom = await describePackages();
  const [first] = sbom.components as [Component];
  await expect(validate({ ...sbom, components: [{ ...first, type: 'a thing' }] })).rejects.toThrow(
    'invalid',
  );
  await expect(validate(sbom)).resolves.toBeUndefined();
});
