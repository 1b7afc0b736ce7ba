import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';

/** How a file may be sent besides as it is. */
export type Encoding = 'br' | 'gzip';

/** A file of the console. */
export interface ConsoleFile {
  readonly type: string;
  readonly bytes: Buffer;
  /** Made when the console was built. */
  readonly encoded: Readonly<Partial<Record<Encoding, Buffer>>>;
  readonly tag: string;
  /** Whether its name changes with its content. */
  readonly isImmutable: boolean;
}

/** The console as it was built. */
export interface ConsoleFiles {
  /** The page that is sent for every address of the console that is no file. */
  readonly index: ConsoleFile;
  /** By path, such as `assets/index-1a2b3c.js`. */
  readonly byPath: ReadonlyMap<string, ConsoleFile>;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
};
const INDEX = 'index.html';
const ENCODINGS: readonly (readonly [Encoding, string])[] = [
  ['br', '.br'],
  ['gzip', '.gz'],
];
/** The page says so itself; with a path in the public address it has to be another one. */
const BASE = '<base href="/console/"';

/**
 * Reads the console's files into memory: only these can be asked for.
 * @param folder where it was built; null: nowhere
 * @param prefix the path of the gateway's public address, '' if it has none
 * @returns null if it was not built
 */
export async function loadConsole(
  folder: string | null,
  prefix: string,
): Promise<ConsoleFiles | null> {
  const contents = folder === null ? null : await readAll(folder);
  const page = contents?.get(INDEX);
  if (contents === null || page === undefined) return null;
  const byPath = new Map<string, ConsoleFile>();
  for (const [path, bytes] of contents) {
    const type = TYPES[extname(path)];
    if (type !== undefined && path !== INDEX) byPath.set(path, fileOf(path, type, bytes, contents));
  }
  const html = page.toString().replace(BASE, `<base href="${prefix}/console/"`);
  const type = TYPES['.html'] as string;
  return { index: fileOf(INDEX, type, Buffer.from(html), new Map()), byPath };
}

/** @returns null if there is no such folder */
async function readAll(folder: string): Promise<ReadonlyMap<string, Buffer> | null> {
  try {
    const found = await readdir(folder, { recursive: true, withFileTypes: true });
    const paths = found
      .filter((each) => each.isFile())
      .map((each) => join(each.parentPath, each.name));
    const read = async (path: string): Promise<readonly [string, Buffer]> => [
      relative(folder, path).replaceAll(sep, '/'),
      await readFile(path),
    ];
    return new Map(await Promise.all(paths.map(read)));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

function fileOf(
  path: string,
  type: string,
  bytes: Buffer,
  contents: ReadonlyMap<string, Buffer>,
): ConsoleFile {
  const encoded = ENCODINGS.flatMap(([encoding, ending]) => {
    const made = contents.get(path + ending);
    return made === undefined ? [] : [[encoding, made] as const];
  });
  return {
    type,
    bytes,
    encoded: Object.fromEntries(encoded),
    tag: `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`,
    isImmutable: path.startsWith('assets/'),
  };
}
