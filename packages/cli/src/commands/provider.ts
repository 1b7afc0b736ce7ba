import {
  changeProvider,
  deleteProvider,
  getProvider,
  listProviders,
  listSources,
  type ProviderWithDefinition,
} from '@signal-hooks/client';
import type { Command } from 'commander';
import { type ApiOptions, addApiOptions, withApi } from '../api.ts';
import { confirm } from '../confirm.ts';
import { formatJson } from '../format-json.ts';
import { readDefinition } from '../read-file.ts';
import { bad, faint, good, print, printTable, strong, tame } from '../terminal.ts';
import { addConfirmOption } from './data-options.ts';

interface ShowOptions extends ApiOptions {
  readonly definition?: boolean;
}

interface UpdateOptions extends ApiOptions {
  readonly definition: string;
  readonly preset?: string;
}

/** `signal-hooks provider list|show|update|remove`: what the gateway knows of products. */
export function addProvider(program: Command): void {
  const provider = program.command('provider').description('products, and their definitions');
  addApiOptions(
    provider
      .command('list')
      .description('all providers: those of the gateway, the presets, and your own'),
  ).action(list);
  addApiOptions(
    provider
      .command('show')
      .argument('<id>', 'such as stripe')
      .option('--definition', 'print its definition alone, as JSON')
      .description('one provider: its events, its fields, its definition'),
  ).action(show);
  addApiOptions(
    provider
      .command('update')
      .argument('<id>', 'one of your own')
      .requiredOption('--definition <file>', 'the new definition, as JSON; - for standard input')
      .option('--preset <id>', 'the preset that the definition starts from')
      .description('change a definition of your own; old events are mapped anew'),
  ).action(update);
  addConfirmOption(
    addApiOptions(
      provider
        .command('remove')
        .argument('<id>', 'one of your own')
        .description('forget a definition of your own that no source uses any more'),
    ),
  ).action(remove);
}

async function list(options: ApiOptions): Promise<void> {
  const { data } = await withApi(options, (api) => api(listProviders()));
  if (options.json) {
    print(JSON.stringify(data, null, 2));
    return;
  }
  const rows = data.map(({ id, kind, name, problem }) => [
    id,
    kind,
    tame(name, 40),
    problem === null ? '' : bad('unusable: signal-hooks provider show'),
  ]);
  printTable([['id', 'kind', 'name', ''].map(strong), ...rows]);
}

async function show(id: string, options: ShowOptions): Promise<void> {
  const provider = await withApi(options, (api) => api(getProvider(id)));
  if (options.definition) print(formatJson(provider.definition));
  else if (options.json) print(JSON.stringify(provider, null, 2));
  else printProvider(provider);
}

function printProvider(provider: ProviderWithDefinition): void {
  const { id, kind, name, description, docs, problem, fields } = provider;
  print(`${strong(id)}  ${kind}  ${tame(name)}`);
  if (description !== '') print(`  ${tame(description, 200)}`);
  if (docs !== '') print(`  ${faint(tame(docs, 200))}`);
  if (problem !== null) print(bad(`  ${tame(problem, 400)}`));
  const types = provider.event_types.map(({ type, label }) => [tame(type), tame(label)]);
  if (types.length > 0) {
    print();
    print(strong('Event types'));
    printTable(types);
  }
  print();
  print(strong('Fields of its records'));
  printTable(fields.map(({ key, type, label }) => [key, type, tame(label)]));
}

async function update(
  id: string,
  { definition: file, preset, ...options }: UpdateOptions,
): Promise<void> {
  const definition = (await readDefinition(file)) as { readonly [key: string]: unknown };
  const body = { definition, ...(preset !== undefined && { preset }) };
  const changed = await withApi(options, (api) => api(changeProvider(id, body)));
  if (options.json) {
    print(JSON.stringify(changed, null, 2));
    return;
  }
  print(good(`✔ ${tame(changed.name)} is changed; its events are mapped by the new definition`));
  for (const note of changed.notes) print(`  ${tame(note, 400)}`);
}

async function remove(id: string, options: ApiOptions & { readonly yes?: boolean }): Promise<void> {
  await withApi(options, async (api) => {
    const { name, kind } = await api(getProvider(id));
    const { data } = await api(listSources({ provider: id, limit: 1 }));
    if (kind === 'custom' && data.length === 0) {
      await confirm(`The definition of ${tame(name)} is forgotten. Remove it?`, options.yes);
    }
    await api(deleteProvider(id));
  });
  print(`Removed ${id}.`);
}
