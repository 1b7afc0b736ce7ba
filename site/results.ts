/** The results of the last CI run, in the page on testing: a table if they are given, else the page's own words. */
import { readFile } from 'node:fs/promises';
import type { Page } from './pages.ts';

/** What `.ci/run` writes where `CI_RESULTS` says: see `scripts/ci-summary.mjs`. */
interface Results {
  readonly at: string;
  readonly commit: string;
  readonly node: string;
  readonly suites: readonly {
    readonly name: string;
    readonly passed: number;
    readonly failed: number;
    readonly skipped: number;
    readonly seconds: number;
  }[];
}

const SECTION = /<!-- results -->[\s\S]*?<!-- \/results -->/;

/** @param file the results; without it, or where it is not there, the pages stay as they are */
export async function withResults(pages: readonly Page[], file?: string): Promise<Page[]> {
  const text = file ? await readFile(file, 'utf8').catch(() => undefined) : undefined;
  if (text === undefined) return [...pages];
  const section = sectionOf(JSON.parse(text));
  return pages.map((page) =>
    SECTION.test(page.text) ? { ...page, text: page.text.replace(SECTION, () => section) } : page,
  );
}

function sectionOf({ at, commit, node, suites }: Results): string {
  const rows = suites.map(
    ({ name, passed, failed, skipped, seconds }) =>
      `| ${name} | ${passed} | ${failed} | ${skipped} | ${Math.round(seconds / 60)} min |`,
  );
  return [
    `On ${at.slice(0, 10)}, with Node ${node}, at commit \`${commit.slice(0, 10)}\`:`,
    '',
    '| tests | passed | failed | skipped | time |',
    '|---|---|---|---|---|',
    ...rows,
  ].join('\n');
}
