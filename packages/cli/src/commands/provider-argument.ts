import { didYouMean, PROVIDERS, type Provider } from '@signal-hooks/catalogue';
import { checkedDefinition, Providers } from '@signal-hooks/gateway';
import { Argument, type Command } from 'commander';
import { type DataOptions, hasData, withGateway } from '../open.ts';
import { readDefinition } from '../read-file.ts';
import { UsageError } from '../usage-error.ts';

const CHOICES = `one of ${Object.keys(PROVIDERS).join(', ')}; or a preset: signal-hooks provider list`;

/** `<provider>`, with the choices in the help. */
export const providerArgument = (): Argument => new Argument('<provider>', CHOICES);

/** The options that say what a provider of the user's own is. */
export interface DefinitionOptions {
  readonly definition?: string;
  readonly preset?: string;
}

/** Adds the options of {@link DefinitionOptions}. */
export function addDefinitionOptions(command: Command): Command {
  return command
    .option('--definition <file>', 'a definition of your own, as JSON; - for standard input')
    .option('--preset <id>', 'the preset that the definition starts from');
}

/** Adds `[provider]`, which a definition may be given instead of. */
export function addProviderChoice(command: Command): Command {
  return addDefinitionOptions(command.addArgument(new Argument('[provider]', CHOICES)));
}

/**
 * The provider that is named, or defined.
 * @throws {UsageError} if there is none of that name, or none or both are given
 * @throws {GatewayError} `invalid_request` if something is wrong with the definition
 */
export async function chosenProvider(
  id: string | undefined,
  { definition, preset }: DefinitionOptions,
): Promise<Provider> {
  if (definition === undefined) {
    if (preset !== undefined) throw new UsageError('--preset goes with --definition.');
    if (id === undefined) throw new UsageError('Name a provider, or give --definition.');
    return providerOf(id);
  }
  if (id !== undefined) throw new UsageError('Name a provider or give --definition, not both.');
  return checkedDefinition(await readDefinition(definition), preset).provider;
}

/**
 * A provider by its id.
 * @param providers those to choose from; absent: those that come with the gateway
 * @throws {UsageError} if there is none of that id, or its definition cannot be used
 */
export function providerOf(id: string, providers: Providers = Providers.NONE): Provider {
  const provider = providers.get(id);
  if (provider !== undefined) return provider;
  if (providers.own.has(id)) throw new UsageError(providers.problemOf(id));
  const known = [...Object.keys(PROVIDERS), ...providers.own.keys()];
  throw new UsageError(
    `"${id}" is no provider.${didYouMean(id, providers.ids())} Choose one of: ${known.join(', ')}; or a preset (signal-hooks provider list).`,
  );
}

/** All providers that a command on a data folder can name; without data those that come with the gateway. */
export const knownProviders = async (options: DataOptions): Promise<Providers> =>
  hasData(options)
    ? withGateway(options, ({ services }) => services.providers.list())
    : Providers.NONE;
