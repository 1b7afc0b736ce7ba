import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeFolder } from '../support/folder.ts';

/** What of Debian the final image stands on: the same packages as in Google's `cc-debian12`. */
const RUNTIME_PACKAGES = ['libc6', 'libgcc-s1', 'libstdc++6', 'tzdata', 'base-files', 'netbase'];
/** The certificates of the system that runs the test: it may stand behind a proxy with its own. */
const CERTIFICATES = '/etc/ssl/certs/ca-certificates.crt';

/** Why images cannot be built and run here; undefined if they can. Then the two bases are there. */
export function whyNoImages(): string | undefined {
  const missing = whatIsMissing();
  if (missing !== undefined) return missing;
  const folder = makeFolder();
  try {
    makeBases(folder.path);
    const lines = [
      'FROM docker.io/library/node:24-bookworm-slim',
      'RUN npm view commander version',
    ];
    writeFileSync(join(folder.path, 'Dockerfile'), lines.join('\n'));
    build(folder.path, 'localhost/signal-hooks:probe');
    return undefined;
  } catch (error) {
    return `the images to begin with cannot be made (${String(error)})`;
  } finally {
    folder.remove();
  }
}

/** What `docker build` does. */
export function build(context: string, tag: string, args: readonly string[] = []): void {
  const given = args.flatMap((arg) => ['--build-arg', arg]);
  buildah('build', '--isolation', 'chroot', '--format', 'docker', ...given, '--tag', tag, context);
}

function whatIsMissing(): string | undefined {
  if (process.platform !== 'linux') return 'this is not Linux';
  if (process.getuid?.() !== 0) return 'only root may change the root folder';
  for (const command of ['buildah', 'debootstrap', 'unshare', 'chroot', 'apt-get']) {
    if (spawnSync('which', [command]).status !== 0) return `${command} is not installed`;
  }
  if (spawnSync('unshare', ['--mount', '--pid', '--fork', 'true']).status !== 0) {
    return 'no name spaces may be made here';
  }
  return undefined;
}

/** Runs buildah. @returns its output */
export function buildah(...args: string[]): string {
  const options = { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 } as const;
  const { status, stdout, stderr } = spawnSync('buildah', args, options);
  if (status !== 0) throw new Error(`buildah ${args[0]}: ${stderr.slice(-2000)}`);
  return stdout.trim();
}

/** Makes an image of what is written into an empty root folder. */
function imageOf(name: string, write: (root: string) => void, env: readonly string[] = []): void {
  const container = buildah('from', 'scratch');
  try {
    write(buildah('mount', container));
    for (const each of env) buildah('config', '--env', each, container);
    buildah('commit', '--quiet', container, name);
  } finally {
    buildah('rm', container);
  }
}

/**
 * Makes the two images that the Dockerfile begins with, under their names, from Debian's packages and
 * the Node of this workspace: no registry of images has to be reachable.
 * @param folder for files in between
 */
function makeBases(folder: string): void {
  imageOf('docker.io/library/node:24-bookworm-slim', writeBuildBase, [
    `NODE_EXTRA_CA_CERTS=${CERTIFICATES}`,
  ]);
  imageOf('gcr.io/distroless/cc-debian12:nonroot', (root) => writeRuntimeBase(root, folder));
}

function writeBuildBase(root: string): void {
  const mirror = 'http://deb.debian.org/debian';
  execFileSync('debootstrap', ['--variant=minbase', 'bookworm', root, mirror], { stdio: 'pipe' });
  cpSync(process.execPath, join(root, 'usr/local/bin/node'), { dereference: true });
  const npm = dirname(dirname(realpathSync(which('npm'))));
  cpSync(npm, join(root, 'usr/local/lib/node_modules/npm'), { recursive: true });
  execFileSync('ln', [
    '-s',
    '../lib/node_modules/npm/bin/npm-cli.js',
    join(root, 'usr/local/bin/npm'),
  ]);
  mkdirSync(dirname(join(root, CERTIFICATES)), { recursive: true });
  if (existsSync(CERTIFICATES))
    cpSync(CERTIFICATES, join(root, CERTIFICATES), { dereference: true });
}

function writeRuntimeBase(root: string, folder: string): void {
  execFileSync('apt-get', ['download', '--quiet', ...RUNTIME_PACKAGES], {
    cwd: folder,
    stdio: 'pipe',
  });
  execFileSync('sh', ['-c', `for each in *.deb; do dpkg -x "$each" '${root}'; done`], {
    cwd: folder,
  });
  writeFileSync(join(root, 'etc/passwd'), 'nonroot:x:65532:65532:nonroot:/:/sbin/nologin\n');
  writeFileSync(join(root, 'etc/group'), 'nonroot:x:65532:\n');
  mkdirSync(dirname(join(root, CERTIFICATES)), { recursive: true });
  writeFileSync(join(root, CERTIFICATES), readFileSync(CERTIFICATES));
}

const which = (command: string): string =>
  execFileSync('which', [command], { encoding: 'utf8' }).trim();
