import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The kinds of components that the app has, those first that others refer to. */
export const KINDS = ['connection', 'rpc', 'webhook', 'module'] as const;

/** One of {@link KINDS}. */
export type Kind = (typeof KINDS)[number];

/** What the manifest says of a component. */
export interface Component {
  readonly label: string;
  readonly description?: string;
  readonly connection?: string | null;
  readonly webhook?: string;
  readonly connectionType?: string;
  readonly webhookType?: string;
  readonly moduleType?: string;
  readonly actionCrud?: string;
  /** Paths in the app's folder, by what the files are for. */
  readonly codeFiles: Readonly<Record<string, string>>;
}

/** The manifest, `makecomapp.json`. */
interface Manifest {
  readonly generalCodeFiles: { readonly base: string; readonly readme: string };
  readonly components: Readonly<Record<Kind, Readonly<Record<string, Component>>>>;
}

/** The app's files. */
export interface LocalApp {
  readonly manifest: Manifest;
  /** A file's text, by its path in the folder. */
  readonly read: (path: string) => string;
}

/** Opens a folder. @throws {Error} if it holds no app */
export function openApp(folder: string): LocalApp {
  const read = (path: string): string => readFileSync(join(folder, path), 'utf8');
  return { manifest: JSON.parse(read('makecomapp.json')) as Manifest, read };
}
