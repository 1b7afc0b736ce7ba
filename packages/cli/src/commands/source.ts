import { readFile } from 'node:fs/promises';
import { ingestUrl, type ReadySource } from '@signal-hooks/gateway';
import type { Command } from 'commander';
import { type DataOptions, withGateway } from '../open.ts';
import { bad, faint, good, print, printTable, strong, tame } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';
import { addDataOptions, collect } from './data-options.ts';
import { providerArgument, providerOf } from './provider-argument.ts';

interface AddOptions extends DataOptions {
  readonly name?: string;
  readonly secret: readonly string[];
  readonly key: readonly string[];
  readonly authorization: readonly string[];
  readonly unsigned?: boolean;
  readonly event: readonly string[];
  readonly set: readonly string[];
}

/** `signal-hooks source add|register|list|remove`: provider accounts that are connected to the gateway. */
export function addSource(program: Command): void {
  const source = program.command('source').description('provider accounts');
  addDataOptions(
    source
      .command('add')
      .description('connect a provider account; prints the ingest URL and the set-up steps')
      .addArgument(providerArgument())
      .option('--name <name>', 'what you recognise it by')
      .option('--secret <secret>', 'shared secret; one is made if you give none', collect, [])
      .option('--key <file>', 'public key or certificate (SalesIQ)', collect, [])
      .option('--authorization <value>', 'Authorization header to demand', collect, [])
      .option('--unsigned', 'take requests without a signature')
      .option('--event <type>', 'event type to ask for; repeat for more', collect, [])
      .option('--set <key=value>', 'setting to register by API with; repeat for more', collect, []),
  ).action(add);
  addDataOptions(
    source
      .command('register')
      .argument('<id>', 'such as src_01k9…')
      .option('--set <key=value>', 'setting to register with; repeat for more', collect, [])
      .description('register a source at its provider, or bring its registration back in force'),
  ).action(register);
  addDataOptions(source.command('list').description('all sources')).action(list);
  addDataOptions(
    source
      .command('remove')
      .argument('<id>', 'such as src_01k9…')
      .option('--force', 'also if its provider cannot be reached')
      .description('remove a source with its events, here and at its provider'),
  ).action(async (id: string, options: DataOptions & { force?: boolean }) => {
    await withGateway(options, ({ services }) =>
      services.sources.remove(id, { force: options.force ?? false }),
    );
    print(`Removed ${id}.`);
  });
}

async function add(id: string, options: AddOptions): Promise<void> {
  const provider = providerOf(id);
  const publicKeys = await Promise.all(
    options.key.map((file) =>
      readFile(file, 'utf8').catch((error: Error) => {
        throw new UsageError(`The key cannot be read: ${error.message}`);
      }),
    ),
  );
  const settings = settingsOf(options.set);
  await withGateway(options, async ({ services, config }) => {
    const { ready, secret } = await services.sources.add({
      provider: provider.id,
      ...(options.name === undefined ? {} : { name: options.name }),
      ...(options.secret.length === 0 ? {} : { secrets: options.secret }),
      ...(options.unsigned === undefined ? {} : { unsigned: options.unsigned }),
      publicKeys,
      authorization: options.authorization,
      events: options.event,
      settings,
    });
    print(good(`✔ ${provider.name} is connected as ${ready.source.id}`));
    print(`  ingest URL  ${strong(ingestUrl(config.publicUrl ?? '', ready.source.id))}`);
    if (secret !== null) print(`  secret      ${strong(secret)}  ${faint('(not shown again)')}`);
    printNextSteps(ready);
  });
}

async function register(
  id: string,
  options: DataOptions & { readonly set: readonly string[] },
): Promise<void> {
  const settings = settingsOf(options.set);
  const { source, provider } = await withGateway(options, async ({ services }) => {
    if (options.set.length > 0) await services.sources.update(id, { settings });
    return services.sources.register(id);
  });
  print(good(`✔ ${source.id} is registered at ${provider.name}`));
}

function printNextSteps({ source, provider, secrets }: ReadySource): void {
  print();
  if (source.registrationId !== null) {
    print(`It is registered at ${provider.name}. Nothing is left to do.`);
    return;
  }
  const { registration } = provider;
  print(`At ${provider.name}:`);
  registration.steps.forEach((step, at) => {
    print(`  ${at + 1}. ${step}`);
  });
  if (registration.kind !== 'api') return;
  const needed = registration.settings.filter(({ required }) => required);
  print();
  print('Then register it:');
  print(
    `  signal-hooks source register ${source.id} ${needed.map(({ key }) => `--set ${key}=…`).join(' ')}`,
  );
  const holdsNothing = secrets.secrets.length + secrets.publicKeys.length === 0;
  if (holdsNothing && !secrets.unsigned) {
    print('Until then every request to this source is refused: it holds no secret or key.');
  }
}

function settingsOf(pairs: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      if (at < 1) throw new UsageError(`"${pair}" is no setting. Write --set key=value.`);
      return [pair.slice(0, at), pair.slice(at + 1)];
    }),
  );
}

async function list(options: DataOptions): Promise<void> {
  await withGateway(options, async ({ directory, config }) => {
    const unusable = directory.unusableSources();
    const sources = [...directory.sources(), ...unusable];
    if (sources.length === 0) {
      print('There is no source yet: signal-hooks source add siggnal');
      return;
    }
    printTable([
      ['id', 'provider', 'name', 'last event', 'ingest URL'].map(strong),
      ...sources.map(({ source }) => [
        source.id,
        source.provider,
        source.name,
        source.lastEventAt === null ? 'none yet' : new Date(source.lastEventAt).toISOString(),
        ingestUrl(config.publicUrl ?? '', source.id),
      ]),
    ]);
    for (const { source, problem } of unusable) {
      print(bad(`${source.id} (${tame(source.name)}) takes no requests. ${tame(problem, 400)}`));
    }
  });
}
