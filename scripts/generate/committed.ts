import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Written before the build by `registry.ts`. */
const BEFORE_THE_BUILD = /^packages\/catalogue\/src\/(?:providers|presets)\//;

/** The committed files that `.gitattributes` marks as generated here; none outside a git checkout. */
export function committedGenerated(root: string): string[] {
  if (!existsSync(`${root}.git`)) return [];
  const git = (args: readonly string[], input?: string): string =>
    execFileSync('git', args, { cwd: root, encoding: 'utf8', input });
  const attributes = git(
    ['check-attr', '--stdin', '-z', 'linguist-generated'],
    git(['ls-files', '-z']),
  ).split('\0');
  return attributes.filter(
    (path, at) =>
      at % 3 === 0 &&
      attributes[at + 2] === 'set' &&
      !BEFORE_THE_BUILD.test(path) &&
      existsSync(root + path),
  );
}
