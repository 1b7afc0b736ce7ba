/**
 * `npm run make:deploy [-- --app <name>]`: puts the custom app into a Make account, by Make's API.
 * Needs `MAKE_API_KEY` and `MAKE_ZONE`, the variables of Make's own command line.
 */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createApp, deploy } from './deploy.ts';
import { openApp } from './local-app.ts';
import { connectMake } from './make-api.ts';

const FOLDER = fileURLToPath(new URL('../../app', import.meta.url));

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { app: { type: 'string' } } });
  const { MAKE_API_KEY: key, MAKE_ZONE: zone } = process.env;
  if (!key || !zone) {
    throw new Error(
      'Set MAKE_API_KEY, an API key with the scopes sdk-apps:read and sdk-apps:write, and MAKE_ZONE, such as eu1.make.com.',
    );
  }
  const api = connectMake(zone.includes('://') ? zone : `https://${zone}`, key);
  const app = values.app === undefined ? await createApp(api) : { name: values.app, version: 1 };
  say(`app ${app.name}`);
  await deploy(api, app, openApp(FOLDER), (line) => say(`  ${line}`));
  say(`Done. To bring it up to date later: npm run make:deploy -- --app ${app.name}`);
}

main().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
