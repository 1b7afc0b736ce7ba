import {
  deleteSource,
  getProvider,
  getSource,
  listSources as listAll,
  optional,
  registerSource,
  rotateSourceSecret,
  updateSource,
} from '@signal-hooks/client';
import type { Command } from 'commander';
import { type ApiOptions, addApiOptions, withApi } from '../api.ts';
import { confirm, isTerminal } from '../confirm.ts';
import { readKey } from '../read-file.ts';
import { faint, good, print, tame } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';
import { addConfirmOption, collect } from './data-options.ts';
import { addSourceAdd } from './source-add.ts';
import { askForSecret, settingsOf } from './source-input.ts';
import { addSourceLimit } from './source-limit.ts';
import { listSources, showSource } from './source-list.ts';
import { credentialOf, providerOfSource } from './source-provider.ts';

/** `signal-hooks source add|secret|limit|register|list|show|remove`: provider accounts that are connected to the gateway. */
export function addSource(program: Command): void {
  const source = program.command('source').description('provider accounts');
  addSourceAdd(source);
  addApiOptions(
    source
      .command('secret')
      .argument('<id>', 'such as src_01k9…')
      .option('--secret <secret>', 'the secret; asked for if you give none')
      .option('--key <file>', 'the public key or certificate, where there is no secret')
      .description('give a source another secret; the old one is accepted for a day'),
  ).action(setSecret);
  addSourceLimit(source);
  addApiOptions(
    source
      .command('register')
      .argument('<id>', 'such as src_01k9…')
      .option('--set <key=value>', 'setting to register with; repeat for more', collect, [])
      .description('register a source at its provider, or activate its registration again'),
  ).action(register);
  addApiOptions(source.command('list').description('all sources, and what they got last')).action(
    listSources,
  );
  addApiOptions(
    source
      .command('show')
      .argument('<id>', 'such as src_01k9…')
      .description('one source, and the requests it refused'),
  ).action(showSource);
  addConfirmOption(
    addApiOptions(
      source
        .command('remove')
        .argument('<id>', 'such as src_01k9…')
        .option('--force', 'also if its provider cannot be reached')
        .description('remove a source with its events, here and at its provider'),
    ),
  ).action(remove);
}

interface SecretOptions extends ApiOptions {
  readonly secret?: string;
  readonly key?: string;
}

async function setSecret(id: string, options: SecretOptions): Promise<void> {
  await withApi(options, async (api) => {
    const provider = await providerOfSource(api, id);
    const credential = credentialOf(provider);
    const name = tame(provider.name);
    if (options.key !== undefined) {
      await api(updateSource(id, { public_keys: [await readKey(options.key)] }));
    } else {
      const isSecret = credential === 'secret';
      if (options.secret === undefined && !(isSecret && isTerminal())) {
        const what = isSecret
          ? `secret that ${name} signs with: --secret …`
          : `public key that ${name}'s signatures are checked with: --key <file>`;
        throw new UsageError(`Give the ${what}`);
      }
      const secret = options.secret ?? (await askForSecret(name));
      await api(rotateSourceSecret(id, { secret }));
    }
    if (options.json) print(JSON.stringify(await api(getSource(id)), null, 2));
    else print(good(`✔ ${id} checks ${name}'s requests with the ${credential} you gave`));
  });
}

interface RegisterOptions extends ApiOptions {
  readonly set: readonly string[];
}

async function register(id: string, options: RegisterOptions): Promise<void> {
  await withApi(options, async (api) => {
    const { name, registration } = await providerOfSource(api, id);
    const settings = settingsOf(options.set, { name, settings: registration.settings });
    if (options.set.length > 0) await api(updateSource(id, { settings }));
    const registered = await api(registerSource(id));
    if (options.json) print(JSON.stringify(registered, null, 2));
    else print(good(`✔ ${id} is registered at ${tame(name)}`));
  });
}

interface RemoveOptions extends ApiOptions {
  readonly force?: boolean;
  readonly yes?: boolean;
}

async function remove(id: string, options: RemoveOptions): Promise<void> {
  await withApi(options, async (api) => {
    const source = await api(optional(getSource(id), 'source_not_found'));
    if (source !== null && source.last_event_at !== null) {
      await confirm(
        `${id} (${tame(source.name)}) goes with all its events, the last of ${source.last_event_at}. Remove it?`,
        options.yes,
      );
    }
    await api(deleteSource(id, { force: options.force }));
    if (options.json) {
      print(JSON.stringify({ id, removed: true }, null, 2));
      return;
    }
    print(`Removed ${id}.`);
    if (source === null) return;
    const { data } = await api(listAll({ provider: source.provider, limit: 1 }));
    const known = await api(optional(getProvider(source.provider), 'provider_not_found'));
    if (data.length === 0 && known?.kind === 'custom') {
      print(faint(`Its definition stays: signal-hooks provider remove ${source.provider}`));
    }
  });
}
