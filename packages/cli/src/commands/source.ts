import type { KnownSource, ReadySource } from '@signal-hooks/gateway';
import type { Command } from 'commander';
import { confirm, isTerminal } from '../confirm.ts';
import { type DataOptions, withGateway } from '../open.ts';
import { readKey } from '../read-file.ts';
import { faint, good, print, tame } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';
import { addConfirmOption, addDataOptions, addJsonOption, collect } from './data-options.ts';
import { addSourceAdd } from './source-add.ts';
import { askForSecret, settingsOf } from './source-input.ts';
import { addSourceLimit } from './source-limit.ts';
import { listSources, showSource } from './source-list.ts';

/** `signal-hooks source add|secret|limit|register|list|show|remove`: provider accounts that are connected to the gateway. */
export function addSource(program: Command): void {
  const source = program.command('source').description('provider accounts');
  addSourceAdd(source);
  addDataOptions(
    source
      .command('secret')
      .argument('<id>', 'such as src_01k9…')
      .option('--secret <secret>', 'the secret; asked for if you give none')
      .option('--key <file>', 'the public key or certificate, where there is no secret')
      .description('give a source another secret; the old one is accepted for a day'),
  ).action(setSecret);
  addSourceLimit(source);
  addDataOptions(
    source
      .command('register')
      .argument('<id>', 'such as src_01k9…')
      .option('--set <key=value>', 'setting to register with; repeat for more', collect, [])
      .description('register a source at its provider, or bring its registration back in force'),
  ).action(register);
  addJsonOption(
    addDataOptions(source.command('list').description('all sources, and what they got last')),
  ).action(listSources);
  addJsonOption(
    addDataOptions(
      source
        .command('show')
        .argument('<id>', 'such as src_01k9…')
        .description('one source, and the requests it refused'),
    ),
  ).action(showSource);
  addConfirmOption(
    addDataOptions(
      source
        .command('remove')
        .argument('<id>', 'such as src_01k9…')
        .option('--force', 'also if its provider cannot be reached')
        .description('remove a source with its events, here and at its provider'),
    ),
  ).action(remove);
}

async function setSecret(
  id: string,
  options: DataOptions & { readonly secret?: string; readonly key?: string },
): Promise<void> {
  await withGateway(options, async ({ services: { audit, sources } }) => {
    const { provider } = usable(await sources.get(id));
    const { name, signature } = provider;
    if (options.key !== undefined) {
      const publicKeys = [await readKey(options.key)];
      await audit.recordLocal({ operation: 'updateSource', kind: 'source', id }, () =>
        sources.update(id, { publicKeys }),
      );
    } else {
      if (options.secret === undefined && !(signature.isSymmetric && isTerminal())) {
        const what = signature.isSymmetric
          ? `secret that ${name} signs with: --secret …`
          : `public key that ${name}'s signatures are checked with: --key <file>`;
        throw new UsageError(`Give the ${what}`);
      }
      const secret = options.secret ?? (await askForSecret(provider));
      await audit.recordLocal({ operation: 'rotateSourceSecret', kind: 'source', id }, () =>
        sources.rotate(id, { secret }),
      );
    }
    print(good(`✔ ${id} checks ${name}'s requests with the ${signature.credential} you gave`));
  });
}

async function register(
  id: string,
  options: DataOptions & { readonly set: readonly string[] },
): Promise<void> {
  const { source, provider } = await withGateway(
    options,
    async ({ services: { audit, sources } }) => {
      const ready = usable(await sources.get(id));
      const settings = settingsOf(options.set, ready.provider);
      return audit.recordLocal({ operation: 'registerSource', kind: 'source', id }, async () => {
        if (options.set.length > 0) await sources.update(id, { settings });
        return sources.register(id);
      });
    },
  );
  print(good(`✔ ${source.id} is registered at ${provider.name}`));
}

async function remove(
  id: string,
  options: DataOptions & { readonly force?: boolean; readonly yes?: boolean },
): Promise<void> {
  await withGateway(options, async ({ services, store, directory }) => {
    const all = await store.accounts.listSources();
    const source = all.find((each) => each.id === id);
    if (source !== undefined && source.lastEventAt !== null) {
      const last = new Date(source.lastEventAt).toISOString();
      const name = tame(source.name);
      await confirm(
        `${id} (${name}) goes with all its events, the last of ${last}. Remove it?`,
        options.yes,
      );
    }
    await services.audit.recordLocal({ operation: 'deleteSource', kind: 'source', id }, () =>
      services.sources.remove(id, { force: options.force ?? false }),
    );
    print(`Removed ${id}.`);
    const { provider = '' } = source ?? {};
    const isLast = all.every((each) => each.id === id || each.provider !== provider);
    if (isLast && directory.providers.own.has(provider)) {
      print(faint(`Its definition stays: signal-hooks provider remove ${provider}`));
    }
  });
}

function usable(known: KnownSource): ReadySource {
  if ('problem' in known) throw new UsageError(known.problem);
  return known;
}
