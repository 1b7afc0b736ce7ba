/**
 * Runs n8n's package scanner, as n8n does with the source and the tarball of a package that
 * wants to be verified. The scanner ships ES modules only, so it needs a process of its own.
 *
 * node n8n-scan.ts <folder of the lint tools> <checkout> <package name> <unpacked tarball>
 *
 * The last line of its output is a {@link ScanReport}.
 */
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';

/** What the scanner finds in one folder. */
export interface ScanResult {
  /** The scanner's own verdict; it passes what it finds no files in, and overlooks warnings. */
  readonly passed: boolean;
  /** What it says about the errors. */
  readonly details: string;
  /** Every error and warning. */
  readonly problems: readonly string[];
  /** What it has looked at, relative to the folder. */
  readonly files: readonly string[];
}

export interface ScanReport {
  /** Null if the scanner finds no package of that name in the checkout. */
  readonly source: ScanResult | null;
  readonly tarball: ScanResult;
}

interface Scanner {
  readonly SOURCE_FILE_PATTERNS: readonly string[];
  buildScanConfig(): Promise<unknown>;
  findPackageRoot(sourceDir: string, packageName: string): string | null;
  analyzePackage(
    packageDir: string,
    filePatterns: readonly string[],
  ): Promise<{ readonly passed: boolean; readonly message?: string; readonly details?: string }>;
}

interface EslintModule {
  readonly ESLint: new (
    options: object,
  ) => {
    lintFiles(patterns: readonly string[]): Promise<
      {
        readonly filePath: string;
        readonly messages: readonly {
          readonly ruleId: string | null;
          readonly message: string;
          readonly line?: number;
        }[];
      }[]
    >;
  };
}

/** What the scanner passes for a tarball, in `analyzePackageByName`. */
const TARBALL_FILE_PATTERNS = ['**/*.js', 'package.json'];

const [tool = '', checkout = '', packageName = '', tarball = ''] = process.argv.slice(2);
const program = join(tool, 'node_modules/@n8n/scan-community-package/scanner/scanner.mjs');
const scanner = (await import(pathToFileURL(program).href)) as Scanner;
const { ESLint } = createRequire(program)('eslint') as EslintModule;

async function scan(folder: string, patterns: readonly string[]): Promise<ScanResult> {
  const { passed, message = '', details } = await scanner.analyzePackage(folder, patterns);
  const eslint = new ESLint({
    cwd: folder,
    allowInlineConfig: false,
    overrideConfigFile: true,
    overrideConfig: await scanner.buildScanConfig(),
  });
  const results = await eslint.lintFiles(patterns);
  return {
    passed,
    details: details ?? message,
    problems: results.flatMap(({ filePath, messages }) =>
      messages.map(({ ruleId, message: text, line = 0 }) => {
        return `${relative(folder, filePath)}:${line} ${ruleId ?? 'error'}: ${text}`;
      }),
    ),
    files: results.map(({ filePath }) => relative(folder, filePath)).sort(),
  };
}

const root = scanner.findPackageRoot(checkout, packageName);
const report: ScanReport = {
  source: root === null ? null : await scan(root, scanner.SOURCE_FILE_PATTERNS),
  tarball: await scan(tarball, TARBALL_FILE_PATTERNS),
};
process.stdout.write(`\n${JSON.stringify(report)}\n`);
