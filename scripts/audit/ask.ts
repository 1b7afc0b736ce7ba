import { spawnSync } from 'node:child_process';

/** A published weakness of a package that the lock file names. */
export interface Advisory {
  /** As GitHub's database numbers it: `GHSA-…`. */
  readonly id: string;
  readonly package: string;
  readonly severity: string;
  readonly title: string;
  readonly url: string;
  /** Whether it is installed with our packages. What is not may be bundled in them all the same. */
  readonly isInstalled: boolean;
}

/** The advisories that the registry knows, or why it could not be asked. */
export type Answer = { readonly advisories: readonly Advisory[] } | { readonly unanswered: string };

/** One advisory in `npm audit --json`: https://docs.npmjs.com/cli/v11/commands/npm-audit */
interface Via {
  readonly source: number;
  readonly name: string;
  readonly title: string;
  readonly url: string;
  readonly severity: string;
}

interface AuditReport {
  readonly vulnerabilities?: Readonly<Record<string, { readonly via: readonly (Via | string)[] }>>;
  /** What went wrong, instead of vulnerabilities. */
  readonly message?: string;
}

/** A registry that does not answer must not keep a whole check waiting. */
const LIMIT_MS = 60_000;

/**
 * Asks the registry by `npm audit` what is known of the packages in the lock file.
 *
 * @param folder where `package-lock.json` is
 */
export function askRegistry(folder: string): Answer {
  const installed = audit(folder, ['--omit=dev']);
  if (typeof installed === 'string') return { unanswered: installed };
  const all = audit(folder, []);
  if (typeof all === 'string') return { unanswered: all };
  return {
    advisories: [...all.values()].map((via) => ({
      id: idOf(via),
      package: via.name,
      severity: via.severity,
      title: via.title,
      url: via.url,
      isInstalled: installed.has(via.source),
    })),
  };
}

/** @returns the advisories by their number, or why there is no answer */
function audit(folder: string, options: readonly string[]): Map<number, Via> | string {
  const { error, stdout, stderr } = spawnSync('npm', ['audit', '--json', ...options], {
    ...{ cwd: folder, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024, timeout: LIMIT_MS },
    env: { ...process.env, npm_config_fetch_retries: '0' },
    shell: process.platform === 'win32',
  });
  if (error !== undefined) return error.message;
  const report = parse(stdout);
  if (report?.vulnerabilities === undefined) {
    return report?.message ?? stderr.trim().split('\n')[0] ?? 'npm printed nothing';
  }
  const found = Object.values(report.vulnerabilities).flatMap(({ via }) => via);
  // A name says that a dependency has it, which is in the report itself.
  const own = found.filter((via): via is Via => typeof via !== 'string');
  return new Map(own.map((via) => [via.source, via]));
}

function parse(text: string): AuditReport | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return;
  }
}

const idOf = ({ url, source }: Via): string => /GHSA(?:-\w{4}){3}/.exec(url)?.[0] ?? `${source}`;
