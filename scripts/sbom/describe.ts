import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { consoleFolder } from '@signal-hooks/console';
import { installTool } from '../../test/support/tools.ts';
import { LICENCES_FILE, readLicences } from '../licences/bundled.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const [COMMAND_LINE, CONSOLE] = ['@signal-hooks/cli', '@signal-hooks/console'];

/** A package in a CycloneDX document: https://cyclonedx.org/docs/1.6/json/ */
export interface Component {
  readonly 'bom-ref': string;
  readonly type: string;
  readonly group?: string;
  readonly name: string;
  readonly version?: string;
  readonly licenses?: readonly (
    | { readonly license: { readonly id?: string; readonly name?: string } }
    | { readonly expression: string }
  )[];
  readonly purl?: string;
  /** What lies in its folder. */
  readonly components?: readonly Component[];
}

/** A CycloneDX document, as far as it is looked into here. */
export interface Sbom {
  readonly bomFormat: 'CycloneDX';
  readonly specVersion: string;
  readonly metadata: { readonly component: Component };
  readonly components: readonly Component[];
  readonly dependencies: readonly {
    readonly ref: string;
    readonly dependsOn?: readonly string[];
  }[];
}

/** A package's name as npm writes it. */
export const nameOf = ({ group, name }: Component): string =>
  group === undefined ? name : `${group}/${name}`;

/** Components, and those inside of them. */
export const flatten = (components: readonly Component[]): Component[] =>
  components.flatMap((one) => [one, ...flatten(one.components ?? [])]);

/**
 * Lists what a package of this workspace is installed with, in the versions of the lock file.
 *
 * npm's own `npm sbom --omit dev` leaves out what is a tool of this workspace as well, such as pg.
 */
export async function listInstalled(workspace: string): Promise<Sbom> {
  const modules = join(await installTool('supply-chain'), 'node_modules');
  const program = join(modules, '@cyclonedx/cyclonedx-npm/bin/cyclonedx-npm-cli.js');
  const options = ['--package-lock-only', '--omit', 'dev', '--workspace', workspace];
  const printed = execFileSync(process.execPath, [program, ...options], {
    ...{ cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return JSON.parse(printed);
}

/**
 * Lists what `@signal-hooks/cli` is installed with, and what is bundled in its console.
 * @throws {Error} if the document does not match the schema of CycloneDX
 */
export async function describePackages(): Promise<Sbom> {
  const sbom = aboutCommandLine(await listInstalled(COMMAND_LINE));
  await validate(sbom);
  return sbom;
}

/** Puts the command line where the workspace was, which nobody installs, and fills the console. */
function aboutCommandLine(sbom: Sbom): Sbom {
  const workspace = sbom.metadata.component['bom-ref'];
  const commandLine = sbom.components.find((one) => nameOf(one) === COMMAND_LINE);
  if (commandLine === undefined) throw new Error(`cyclonedx-npm did not list ${COMMAND_LINE}`);
  const bundled = readLicences(join(consoleFolder, LICENCES_FILE)).map(asComponent);
  return {
    ...sbom,
    metadata: { ...sbom.metadata, component: { ...commandLine, type: 'application' } },
    components: sbom.components
      .filter((one) => one !== commandLine)
      .map((one) => (nameOf(one) === CONSOLE ? { ...one, components: bundled } : one)),
    dependencies: sbom.dependencies.filter(({ ref }) => ref !== workspace),
  };
}

function asComponent(one: { name: string; version: string; licence: string }): Component {
  const [group, name] = one.name.includes('/') ? one.name.split('/') : [undefined, one.name];
  return {
    'bom-ref': `${CONSOLE}|${one.name}@${one.version}`,
    type: 'library',
    ...(group !== undefined && { group }),
    ...{ name: name ?? one.name, version: one.version },
    licenses: [{ license: { id: one.licence } }],
    purl: `pkg:npm/${one.name.replace('@', '%40')}@${one.version}`,
  };
}

/**
 * Checks a document by the schema that the makers of CycloneDX ship with their library.
 * @throws {Error} if it does not match
 */
export async function validate(sbom: Sbom): Promise<void> {
  const modules = join(await installTool('supply-chain'), 'node_modules');
  const { Validation, Spec } = createRequire(join(modules, 'any.js'))(
    '@cyclonedx/cyclonedx-library',
  );
  const validator = new Validation.JsonStrictValidator(Spec.Version.v1dot6);
  const fault = await validator.validate(JSON.stringify(sbom));
  if (fault !== null) throw new Error(`the SBOM is invalid: ${JSON.stringify(fault)}`);
}
