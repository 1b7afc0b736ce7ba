import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { installTool } from '../test/support/tools.ts';

const SCHEME = 'peer:';

/**
 * Installs the libraries that are compared with, in a folder of their own.
 * @returns imports one of them by its name
 */
export async function installPeers(): Promise<<Library>(name: string) => Promise<Library>> {
  const home = pathToFileURL(join(await installTool('bench-peers'), 'index.js')).href;
  registerHooks({
    resolve: (specifier, context, next) =>
      specifier.startsWith(SCHEME)
        ? next(specifier.slice(SCHEME.length), { ...context, parentURL: home })
        : next(specifier, context),
  });
  return (name) => import(SCHEME + name);
}
