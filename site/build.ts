/**
 * `npm run site`: builds the site of the documentation into `site/dist`. `-- --out <folder>` builds it
 * elsewhere, `-- --serve` shows it afterwards. VitePress is installed the first time.
 *
 * `SITE_BASE` is the path below which it is published, such as `/signal-hooks/`; `SITE_RESULTS` names
 * a file with the results of a CI run, which the page on testing then shows.
 */
import { spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { installTool } from '../test/support/tools.ts';
import { asHome } from './home.ts';
import { rewrite, targetsOf } from './links.ts';
import { llmsFiles } from './llms.ts';
import { navigation } from './navigation.ts';
import { allPages, type Page, ROOT } from './pages.ts';
import { withResults } from './results.ts';

const { values } = parseArgs({
  options: {
    out: { type: 'string', default: join(ROOT, 'site/dist') },
    serve: { type: 'boolean', default: false },
    port: { type: 'string', default: '4173' },
  },
});
const out = resolve(values.out);
const base = process.env.SITE_BASE || '/';

const modules = join(await installTool('site'), 'node_modules');
const folder = await mkdtemp(join(tmpdir(), 'signal-hooks-site-'));
try {
  const texts = await prepare();
  await vitepress('build', folder);
  for (const [name, text] of texts) await write(join(out, name), text);
  if (values.serve) await vitepress('preview', folder, '--port', values.port);
} finally {
  await rm(folder, { recursive: true, force: true });
}

/** Writes the pages, pictures and settings that VitePress reads. @returns what goes beside its pages */
async function prepare(): Promise<[string, string][]> {
  await cp(join(ROOT, 'site/.vitepress'), join(folder, '.vitepress'), { recursive: true });
  await symlink(modules, join(folder, 'node_modules'));
  const pages = await withResults(allPages(), process.env.SITE_RESULTS);
  const targets = targetsOf(pages);
  const rewritten = pages.map((page) => ({ ...page, ...rewrite(page, targets) }));
  for (const page of rewritten) {
    await write(`pages/${page.target}`, framed(page, page.text));
    for (const picture of page.pictures) {
      await copy(picture, join(folder, 'pages', picture));
    }
  }
  await copy('packages/console/public/favicon.svg', join(folder, 'pages/public/icon.svg'));
  const settings = {
    base,
    out,
    en: navigation(pages, 'en'),
    ru: navigation(pages, 'ru'),
  };
  await write('settings.json', JSON.stringify(settings));
  return llmsFiles(rewritten, base);
}

/** The page with what VitePress shall know of it. */
function framed(page: Page, text: string): string {
  if (page.target === 'index.md' || page.target === 'ru/index.md') return asHome(page, text);
  if (!page.isUntranslated) return text;
  // Search engines shall find a text once.
  const head = '---\nhead: [[meta, {name: robots, content: noindex}]]\n---\n';
  const notice = '::: info\nЭта страница пока есть только на английском.\n:::';
  return `${head}${text.replace(/^# .+$/m, (title) => `${title}\n\n${notice}`)}`;
}

async function write(path: string, text: string): Promise<void> {
  const to = resolve(folder, path);
  await mkdir(dirname(to), { recursive: true });
  await writeFile(to, text);
}

async function copy(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  await writeFile(to, await readFile(ROOT + from));
}

/** Runs VitePress. @throws {Error} if it fails */
async function vitepress(...args: readonly string[]): Promise<void> {
  const program = join(modules, 'vitepress/bin/vitepress.js');
  const child = spawn(process.execPath, [program, ...args], { stdio: 'inherit', cwd: folder });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => child.kill());
  const code = await new Promise((done) => child.once('close', done));
  if (code !== 0) throw new Error(`vitepress ${args[0]} failed`);
}
