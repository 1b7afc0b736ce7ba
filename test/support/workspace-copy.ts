import { execFileSync, type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A link stays the link that it is. */
const AS_IT_IS = { recursive: true, verbatimSymlinks: true } as const;

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The sources of this workspace in another folder, where a test may change them. */
export interface WorkspaceCopy {
  readonly path: string;
  /** Runs a program there, with the workspace's own tools; its output has both streams. */
  run(command: string, args: readonly string[], cwd?: string): { code: number; output: string };
}

/** Copies what git knows of, or would take up; what is installed is linked. */
export function copyWorkspace(path: string): WorkspaceCopy {
  const git = ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--deduplicate'];
  const files = execFileSync('git', git, { cwd: ROOT, encoding: 'utf8', maxBuffer: 1e8 });
  for (const file of files.split('\0')) {
    if (file === '' || !existsSync(join(ROOT, file))) continue;
    mkdirSync(dirname(join(path, file)), { recursive: true });
    cpSync(join(ROOT, file), join(path, file), AS_IT_IS);
  }
  // Some checks ask git which files there are.
  execFileSync('git', ['init', '--quiet'], { cwd: path });
  linkInstalled('node_modules', path);
  for (const name of readdirSync(join(path, 'packages'))) {
    linkInstalled(join('packages', name, 'node_modules'), path);
  }
  return {
    path,
    run(command, args, cwd = '.') {
      const bin = join(path, 'node_modules/.bin');
      const outcome: SpawnSyncReturns<string> = spawnSync(command, args, {
        cwd: join(path, cwd),
        env: { ...process.env, PATH: `${bin}:${dirname(process.execPath)}:${process.env.PATH}` },
        encoding: 'utf8',
        timeout: 300_000,
      });
      if (outcome.error !== undefined) throw outcome.error;
      return { code: outcome.status ?? -1, output: outcome.stdout + outcome.stderr };
    },
  };
}

/** Links to other packages lead into the copy; everything else into what is installed here. */
function linkInstalled(folder: string, path: string): void {
  if (!existsSync(join(ROOT, folder))) return;
  mkdirSync(join(path, folder), { recursive: true });
  for (const entry of readdirSync(join(ROOT, folder), { withFileTypes: true })) {
    const [from, to] = [join(ROOT, folder, entry.name), join(path, folder, entry.name)];
    if (entry.name === '.cache') continue;
    if (entry.name === '@signal-hooks') cpSync(from, to, AS_IT_IS);
    else if (entry.isSymbolicLink()) cpSync(from, to, AS_IT_IS);
    else symlinkSync(from, to);
  }
}
