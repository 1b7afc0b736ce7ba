/**
 * What tests need from outside of n8n. n8n's lint reads tests too and lets them import only
 * what a node may import, so jest loads these.
 */
type FastCheck = typeof import('fast-check');
type FileSystem = typeof import('node:fs');
type Module = typeof import('node:module');

/** Makes hostile input up. */
export const fc: FastCheck = jest.requireActual<FastCheck>('fast-check');

const { existsSync, readdirSync, readFileSync } = jest.requireActual<FileSystem>('node:fs');
const HERE = new URL('../../', import.meta.url);

/** Whether the package has this file. */
export const hasFile = (path: string): boolean => existsSync(new URL(path, HERE));

/** A file of the package, as text. @throws {Error} if there is none */
export const readPackageFile = (path: string): string => readFileSync(new URL(path, HERE), 'utf8');

/** The names of what is in a folder of the package. */
export const listPackageFolder = (path: string): string[] => readdirSync(new URL(path, HERE));

const { createRequire } = jest.requireActual<Module>('node:module');
const fromWorkflow = createRequire(require.resolve('n8n-workflow'));

/** What axios is told; what it hands to its interceptors also has methods for headers. */
interface AxiosConfig {
  data?: unknown;
  headers: { setContentType?: (value: false, rewrite: boolean) => void };
}

/** What axios gives back. */
interface AxiosAnswer {
  readonly status: number;
  readonly statusText: string;
  readonly data: unknown;
  readonly headers: object;
}

interface AxiosInstance {
  (config: object): Promise<AxiosAnswer>;
  readonly defaults: { readonly headers: Record<string, object> };
  readonly interceptors: {
    readonly request: { use(change: (config: AxiosConfig) => AxiosConfig): void };
  };
}

/** The HTTP client inside n8n; n8n-workflow brings it along. */
export const axios: { create(config: object): AxiosInstance } = fromWorkflow('axios');
