import { fillPlaces, findProvider, type Provider } from '@signal-hooks/catalogue';
import { getSource } from '@signal-hooks/client';
import {
  CUSTOM,
  checkedDefinition,
  ingestUrl,
  type NewSource,
  presetOf,
  type ReadySource,
  sourceState,
} from '@signal-hooks/gateway';
import type { Command } from 'commander';
import { isElsewhere, localApi } from '../api.ts';
import { configOf, type DataOptions, withGateway } from '../open.ts';
import { readDefinition } from '../read-file.ts';
import { bad, faint, good, print, strong, tame } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';
import {
  addCreateOption,
  addDataOptions,
  addJsonOption,
  collect,
  type JsonOptions,
} from './data-options.ts';
import { checkEventTypes } from './event-types.ts';
import {
  addDefinitionOptions,
  type DefinitionOptions,
  knownProviders,
  providerArgument,
  providerOf,
} from './provider-argument.ts';
import { type CredentialOptions, readGiven, settingsOf } from './source-input.ts';

interface AddOptions extends DataOptions, CredentialOptions, DefinitionOptions, JsonOptions {
  readonly name?: string;
  readonly authorization: readonly string[];
  readonly event: readonly string[];
  readonly set: readonly string[];
}

/** `signal-hooks source add`. */
export function addSourceAdd(source: Command): void {
  const command = addDefinitionOptions(
    source
      .command('add')
      .description('connect a provider account; prints the ingest URL and the set-up steps')
      .addArgument(providerArgument()),
  );
  addCreateOption(
    addJsonOption(
      addDataOptions(
        command
          .option('--name <name>', 'what you recognise it by')
          .option(
            '--secret <secret>',
            'shared secret; one is made if you give none, unless the provider makes it',
            collect,
            [],
          )
          .option(
            '--key <file>',
            'file with a public key or certificate, where there is no secret',
            collect,
            [],
          )
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
    ),
  ).action(add);
}

async function add(id: string, options: AddOptions): Promise<void> {
  if (isElsewhere(options)) {
    throw new UsageError(
      '`source add` writes into the data folder of a gateway on this machine, but SIGNAL_HOOKS_GATEWAY names one elsewhere. Run it there, or connect the provider in its console.',
    );
  }
  const { provider, chosen } = await choose(id, options);
  checkEventTypes(options.event, [provider]);
  const { name, registration } = provider;
  const settings = settingsOf(options.set, { name, settings: registration.settings });
  const given = await readGiven(provider, options, `signal-hooks source add ${id}`);
  await withGateway(options, async (gateway) => {
    const { services, config } = gateway;
    const wanted: NewSource = {
      ...chosen,
      ...(options.name === undefined ? {} : { name: options.name }),
      ...(given.secrets.length === 0 ? {} : { secrets: given.secrets }),
      ...(options.unsigned === undefined ? {} : { unsigned: options.unsigned }),
      publicKeys: given.publicKeys,
      authorization: options.authorization,
      events: options.event,
      settings,
    };
    const { ready, secret } = await services.audit.recordLocal(
      { operation: 'createSource', kind: 'source', id: null },
      () => services.sources.add(wanted),
      (added) => added.ready.source.id,
    );
    if (options.json) {
      const shown = await localApi(gateway)(getSource(ready.source.id));
      print(JSON.stringify({ ...shown, secret }, null, 2));
      return;
    }
    printAdded(ready, ingestUrl(config.publicUrl ?? '', ready.source.id), secret);
    if (configOf(options).publicUrl === null) {
      print(
        faint(
          '              (this machine alone reaches it; SIGNAL_HOOKS_URL sets the public address)',
        ),
      );
    }
    printNextSteps(ready);
  });
}

interface Choice {
  readonly provider: Provider;
  /** As it is said to the gateway. */
  readonly chosen: Pick<NewSource, 'provider' | 'definition' | 'preset'>;
}

/** @throws {UsageError} if it does not say which provider is meant */
async function choose(id: string, options: AddOptions): Promise<Choice> {
  const { definition: file, preset } = options;
  if (id !== CUSTOM) {
    if (file !== undefined || preset !== undefined) {
      throw new UsageError(
        `With --definition or --preset it is "${CUSTOM}": signal-hooks source add ${CUSTOM} …`,
      );
    }
    const isOurs = findProvider(id) !== undefined;
    const provider = providerOf(id, isOurs ? undefined : await knownProviders(options));
    return { provider, chosen: { provider: provider.id } };
  }
  if (file !== undefined) {
    const definition = await readDefinition(file);
    const from = preset === undefined ? {} : { preset };
    const { provider } = checkedDefinition(definition, preset);
    return { provider, chosen: { provider: CUSTOM, definition, ...from } };
  }
  if (preset === undefined) {
    throw new UsageError('Say what sends: --definition <file>, or --preset <id>.');
  }
  return { provider: presetOf(preset), chosen: { provider: CUSTOM, preset } };
}

function printAdded(ready: ReadySource, url: string, secret: string | null): void {
  const { source, provider } = ready;
  const name = tame(provider.name);
  if (sourceState(ready) === 'ready') print(good(`✔ ${name} is connected as ${source.id}`));
  else print(strong(`${name} is added as ${source.id}, but not connected yet`));
  print(`  ingest URL  ${strong(url)}`);
  if (secret !== null) print(`  secret      ${strong(secret)}  ${faint('(not shown again)')}`);
}

function printNextSteps(ready: ReadySource): void {
  const { source, provider } = ready;
  print();
  if (source.registrationId !== null) {
    print(`It is registered at ${provider.name}. Nothing is left to do.`);
    return;
  }
  const { registration, setup } = provider;
  print(`At ${tame(provider.name)}:`);
  // A definition of one's own need not say any.
  const steps =
    setup.steps.length > 0 ? setup.steps : ['Enter {url} as the address of its webhook.'];
  steps.forEach((step, at) => {
    print(`  ${at + 1}. ${tame(fillPlaces(step), 1000)}`);
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
    if (registration.secretNeedsUrl) {
      const key = provider.signature.isSymmetric ? '' : ' --key <file>';
      print(`Then give its ${credential}: signal-hooks source secret ${source.id}${key}`);
    }
    print(bad(`Until then every request to this source is refused: it holds no ${credential}.`));
  }
}
