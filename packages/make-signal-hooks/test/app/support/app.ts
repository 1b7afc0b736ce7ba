import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = join(__dirname, '../../../app');

/** A parsed file: looked into, and in the negative controls spoilt. */
// biome-ignore lint/suspicious/noExplicitAny: its shape is what the rules are about.
export type Loose = any;

/** The app as Make's editor would read it. */
export interface App {
  readonly manifest: Loose;
  /** Every file but the manifest by its path in the app's folder: JSON parsed, others as text. */
  readonly files: { [path: string]: Loose };
}

/** The paths of the committed files, below the app's folder. */
export const committedPaths = (): string[] =>
  readdirSync(FOLDER, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(FOLDER.length + 1))
    .sort();

/** A committed file, by its path below the app's folder. */
export const committedText = (path: string): string => readFileSync(join(FOLDER, path), 'utf8');

/** The committed app, a new copy each time. */
export function readApp(): App {
  const { 'makecomapp.json': manifest, ...files } = Object.fromEntries(
    committedPaths().map((path): [string, Loose] => {
      const text = committedText(path);
      return [path, path.endsWith('.json') ? JSON.parse(text) : text];
    }),
  );
  return { manifest, files };
}

/** The kinds of components, as the manifest names them. */
export const KINDS = ['connection', 'webhook', 'module', 'rpc', 'function', 'endpoint'] as const;
export type Kind = (typeof KINDS)[number];

/** A component with what its files hold. */
export interface Component {
  readonly kind: Kind;
  readonly id: string;
  /** What the manifest says of it. */
  readonly about: Loose;
  /** Its files by what they are for: communication, params, … */
  readonly codes: { readonly [code: string]: Loose };
}

/** Every component of an app. */
export const componentsOf = ({ manifest, files }: App): Component[] =>
  KINDS.flatMap((kind) =>
    Object.entries<Loose>(manifest.components?.[kind] ?? {}).map(([id, about]) => ({
      kind,
      id,
      about,
      codes: Object.fromEntries(
        Object.entries<Loose>(about.codeFiles ?? {}).map(([code, path]) => [code, files[path]]),
      ),
    })),
  );

/** One component. @throws {Error} if there is none of that id */
export function componentOf(app: App, kind: Kind, id: string): Component {
  const found = componentsOf(app).find((each) => each.kind === kind && each.id === id);
  if (found === undefined) throw new Error(`there is no ${kind} ${id}`);
  return found;
}
