/**
 * `npm run sbom [-- <file>]`: writes what is in the packages, as CycloneDX, into
 * `packed/signal-hooks.cdx.json` by default.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { describePackages, flatten } from './sbom/describe.ts';

const file = resolve(process.argv[2] ?? 'packed/signal-hooks.cdx.json');
const sbom = await describePackages();
mkdirSync(dirname(file), { recursive: true });
writeFileSync(file, `${JSON.stringify(sbom, null, 2)}\n`);
process.stdout.write(`${flatten(sbom.components).length} packages are listed in ${file}\n`);
