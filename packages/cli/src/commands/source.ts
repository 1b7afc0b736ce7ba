import { didYouMean, fillUrl, type Provider } from '@signal-hooks/catalogue';
import { ingestUrl, type KnownSource, type ReadySource, sourceState } from '@signal-hooks/gateway';
import type { Command } from 'commander';
import { ask, confirm, isTerminal } from '../confirm.ts';
import { configOf, type DataOptions, withGateway } from '../open.ts';
import { readKey } from '../read-file.ts';
import { bad, faint, good, print, strong, tame } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';
import { addConfirmOption, addCreateOption, addDataOptions, collect } from './data-options.ts';
import { checkEventTypes } from './event-types.ts';
import { providerArgument, providerOf } from './provider-argument.ts';
import { addSourceLimit } from './source-limit.ts';
import { listSources, showSource } from './source-list.ts';

interface AddOptions extends DataOptions {
  readonly name?: string;
  readonly secret: readonly string[];
  readonly key: readonly string[];
  readonly authorization: readonly string[];
  readonly unsigned?: boolean;
  readonly event: readonly string[];
  readonly set: readonly string[];
}

/** `signal-hooks source add|secret|limit|register|list|show|remove`: provider accounts that are connected to the gateway. */
export function addSource(program: Command): void {
  const source = program.command('source').description('provider accounts');
  addSourceAdd(source);
  addDataOptions(
    source
      .command('secret')
      .argument('<id>', 'such as src_01k9…')
      .option('--secret <secret>', 'the secret; asked for if you give none')
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
  addDataOptions(source.command('list').description('all sources, and what they got last')).action(
    listSources,
  );
  addDataOptions(
    source
      .command('show')
      .argument('<id>', 'such as src_01k9…')
      .description('one source, and the requests it refused'),
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

function addSourceAdd(source: Command): void {
  addCreateOption(
    addDataOptions(
      source
        .command('add')
        .description('connect a provider account; prints the ingest URL and the set-up steps')
        .addArgument(providerArgument())
        .option('--name <name>', 'what you recognise it by')
        .option(
          '--secret <secret>',
          'shared secret; one is made if you give none, unless the provider makes it',
          collect,
          [],
        )
        .option('--key <file>', 'public key or certificate (RSA providers)', collect, [])
        .option('--authorization <value>', 'Authorization header to demand', collect, [])
        .option('--unsigned', 'take requests without a signature')
        .option('--event <type>', 'event type to ask for; repeat for more', collect, [])
        .option(
          '--set <key=value>',
          'setting to register by API with; repeat for more',
          collect,
          [],
        ),
    ),
  ).action(add);
}

async function add(id: string, options: AddOptions): Promise<void> {
  const provider = providerOf(id);
  checkEventTypes(options.event, [provider]);
  const publicKeys = await Promise.all(options.key.map(readKey));
  const settings = settingsOf(options.set, provider);
  await withGateway(options, async ({ services, config }) => {
    const secrets = await secretsFor(provider, options);
    const { ready, secret } = await services.sources.add({
      provider: provider.id,
      ...(options.name === undefined ? {} : { name: options.name }),
      ...(secrets.length === 0 ? {} : { secrets }),
      ...(options.unsigned === undefined ? {} : { unsigned: options.unsigned }),
      publicKeys,
      authorization: options.authorization,
      events: options.event,
      settings,
    });
    const waits = sourceState(ready) !== 'ready';
    const what = waits
      ? `is added as ${ready.source.id}, but not connected yet`
      : `is connected as ${ready.source.id}`;
    print(waits ? strong(`${provider.name} ${what}`) : good(`✔ ${provider.name} ${what}`));
    print(`  ingest URL  ${strong(ingestUrl(config.publicUrl ?? '', ready.source.id))}`);
    if (configOf(options).publicUrl === null) {
      print(
        faint(
          '              (this machine alone reaches it; SIGNAL_HOOKS_URL sets the public address)',
        ),
      );
    }
    if (secret !== null) print(`  secret      ${strong(secret)}  ${faint('(not shown again)')}`);
    printNextSteps(ready);
  });
}

/** The secrets that were given. Where the provider makes its own, there must be one. */
async function secretsFor(provider: Provider, options: AddOptions): Promise<readonly string[]> {
  const { registration, setup, name } = provider;
  const isTheirs = registration.secretFrom === 'provider';
  if (!isTheirs || options.secret.length > 0 || options.unsigned === true) return options.secret;
  if (isTerminal()) return [await askForSecret(provider)];
  throw new UsageError(
    `${name} makes the secret itself. ${setup.steps[0]} Then: signal-hooks source add ${provider.id} --secret …`,
  );
}

async function askForSecret(provider: Provider): Promise<string> {
  const secret = await ask(`The secret of ${provider.name}: `);
  if (secret === '') throw new UsageError('Nothing was changed.');
  return secret;
}

async function setSecret(
  id: string,
  options: DataOptions & { readonly secret?: string },
): Promise<void> {
  await withGateway(options, async ({ services }) => {
    const { provider } = usable(await services.sources.get(id));
    if (options.secret === undefined && !isTerminal()) {
      throw new UsageError(`Give the secret that ${provider.name} signs with: --secret …`);
    }
    const secret = options.secret ?? (await askForSecret(provider));
    await services.sources.rotate(id, { secret });
    print(good(`✔ ${id} checks ${provider.name}'s requests with the secret you gave`));
  });
}

async function register(
  id: string,
  options: DataOptions & { readonly set: readonly string[] },
): Promise<void> {
  const { source, provider } = await withGateway(options, async ({ services }) => {
    const ready = usable(await services.sources.get(id));
    const settings = settingsOf(options.set, ready.provider);
    if (options.set.length > 0) await services.sources.update(id, { settings });
    return services.sources.register(id);
  });
  print(good(`✔ ${source.id} is registered at ${provider.name}`));
}

async function remove(
  id: string,
  options: DataOptions & { readonly force?: boolean; readonly yes?: boolean },
): Promise<void> {
  await withGateway(options, async ({ services, store }) => {
    const source = (await store.accounts.listSources()).find((each) => each.id === id);
    if (source !== undefined && source.lastEventAt !== null) {
      const last = new Date(source.lastEventAt).toISOString();
      const name = tame(source.name);
      await confirm(
        `${id} (${name}) goes with all its events, the last of ${last}. Remove it?`,
        options.yes,
      );
    }
    await services.sources.remove(id, { force: options.force ?? false });
  });
  print(`Removed ${id}.`);
}

function usable(known: KnownSource): ReadySource {
  if ('problem' in known) throw new UsageError(known.problem);
  return known;
}

function printNextSteps(ready: ReadySource): void {
  const { source, provider } = ready;
  print();
  if (source.registrationId !== null) {
    print(`It is registered at ${provider.name}. Nothing is left to do.`);
    return;
  }
  const { registration, setup } = provider;
  print(`At ${provider.name}:`);
  setup.steps.forEach((step, at) => {
    print(`  ${at + 1}. ${fillUrl(step)}`);
  });
  print();
  if (registration.api !== null) {
    const needed = registration.settings.filter(({ required }) => required);
    print('Then register it:');
    print(
      `  signal-hooks source register ${source.id} ${needed.map(({ key }) => `--set ${key}=…`).join(' ')}`,
    );
  }
  print(`What arrives, and what was refused: signal-hooks source show ${source.id}`);
  if (sourceState(ready) !== 'ready') {
    const { credential } = provider.signature;
    print(bad(`Until then every request to this source is refused: it holds no ${credential}.`));
  }
}

function settingsOf(pairs: readonly string[], provider: Provider): Record<string, string> {
  const { registration, name } = provider;
  const known = registration.settings.map(({ key }) => key);
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      if (at < 1) throw new UsageError(`"${pair}" is no setting. Write --set key=value.`);
      const key = pair.slice(0, at);
      if (!known.includes(key)) {
        const all = known.length === 0 ? 'It has none.' : `It has ${known.join(', ')}.`;
        throw new UsageError(`${name} has no setting "${key}".${didYouMean(key, known)} ${all}`);
      }
      return [key, pair.slice(at + 1)];
    }),
  );
}
