import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { consoleFolder } from '@signal-hooks/console';
import { type Component, flatten, listInstalled, nameOf } from '../sbom/describe.ts';
import { expectNoneIn, LICENCES_FILE, type Licensed, readLicences } from './bundled.ts';

const packages = fileURLToPath(new URL('../../packages', import.meta.url));

/** What users get of others, by the way it comes to them. */
export async function listShipped(): Promise<ReadonlyMap<string, readonly Licensed[]>> {
  const folder = mkdtempSync(join(tmpdir(), 'signal-hooks-licences-'));
  const build = (name: string): string => {
    const built = join(folder, name);
    execFileSync(process.execPath, [join(packages, name, 'build.mjs'), built]);
    return built;
  };
  try {
    expectNoneIn(join(packages, 'n8n-nodes-signal-hooks/dist'));
    expectNoneIn(build('zapier-signal-hooks'));
    return new Map([
      ['Installed with the command line', await installedWith('@signal-hooks/cli')],
      ['Bundled in the console', readLicences(join(consoleFolder, LICENCES_FILE))],
      [
        'Bundled in the piece for Activepieces',
        readLicences(join(build('activepieces-signal-hooks'), LICENCES_FILE)),
      ],
      ['Installed beside the app at Zapier', await installedWith('zapier-signal-hooks')],
    ]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function installedWith(workspace: string): Promise<Licensed[]> {
  const { components } = await listInstalled(workspace);
  return flatten(components)
    .filter((one) => !isOurs(one))
    .map((one) => ({
      ...{ name: nameOf(one), version: one.version ?? '', licence: licenceOf(one) },
    }));
}

const isOurs = ({ group, name }: Component): boolean =>
  group === '@signal-hooks' || name.endsWith('-signal-hooks');

/** As SPDX writes it; without that, as the package calls it. */
function licenceOf({ licenses = [] }: Component): string {
  const names = licenses.map((one) =>
    'expression' in one ? one.expression : (one.license.id ?? one.license.name ?? ''),
  );
  return names.join(' and ');
}
