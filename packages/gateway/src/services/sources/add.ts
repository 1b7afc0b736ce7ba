import type { Provider } from '@signal-hooks/catalogue';
import type { Source } from '../../domain.ts';
import { defaultsOf } from '../../entities/columns.ts';
import { SOURCE } from '../../entities/source.ts';
import { GatewayError } from '../../errors.ts';
import { newId } from '../../ids.ts';
import type { ReadySource } from '../../ready.ts';
import { invalid } from '../invalid.ts';
import { providerOf } from '../known-provider.ts';
import { addProvider } from '../providers/add.ts';
import {
  CUSTOM,
  checkedDefinition,
  presetOf,
  type StorableDefinition,
} from '../providers/definition.ts';
import type { SourceDeps } from './deps.ts';
import { applyInput, refuseIgnored, type SourceInput } from './input.ts';
import { codeOf, registerStored } from './registration.ts';
import { isSecretOurs, makeSecret, NO_SECRETS } from './secret.ts';
import { findReady, putSource } from './stored.ts';

/** A source to be added. */
export interface NewSource extends SourceInput {
  /** A provider's id, or {@link CUSTOM} with a definition, a preset, or both. */
  readonly provider: string;
  /** Anything; checked here. */
  readonly definition?: unknown;
  /** A preset's id: what the definition starts from, or what is meant. */
  readonly preset?: string;
  readonly secrets?: readonly string[];
  /** Absent: if there are settings to register with. */
  readonly register?: boolean;
}

/** A source with a secret that was made for it: shown now and never again. */
export interface SourceWithSecret {
  readonly ready: ReadySource;
  /** Null if no secret was made here, or if the provider knows it without anybody's help. */
  readonly secret: string | null;
}

/**
 * Adds a source, and registers it if asked to. It is known here before the provider is
 * asked: SalesIQ sends a HEAD to the ingest URL first. If the provider refuses, the source
 * is gone again.
 *
 * Where the user enters the secret at the provider, one is made here if none is given. A source of
 * one that makes the secret itself refuses everything until {@link rotate} gives it that secret.
 * @throws {GatewayError} `invalid_request`, `public_url_missing`, or what {@link register} throws
 */
export async function addSource(deps: SourceDeps, input: NewSource): Promise<SourceWithSecret> {
  const { provider, definition } = await chosenProvider(deps, input);
  const wanted = input.register ?? Object.keys(input.settings ?? {}).length > 0;
  if (wanted) refuseIgnored(provider, NO_SECRETS, input);
  let secrets = applyInput(provider, NO_SECRETS, input);
  const lacksSecret = secrets.secrets.length === 0 && !secrets.unsigned;
  const made = lacksSecret && isSecretOurs(provider) ? makeSecret(provider) : null;
  if (made !== null) secrets = { ...secrets, secrets: [made] };
  const now = deps.now();
  const id = newId('src', now);
  const source: Source = {
    ...defaultsOf(SOURCE),
    id,
    provider: provider.id,
    name: input.name ?? provider.name,
    sealed: deps.vault.seal(secrets, id),
    events: [...new Set(input.events ?? [])],
    createdAt: now,
  };
  if (wanted) deps.registrar.check({ source, provider, secrets });
  // Not before everything else is found to be right.
  if (definition !== null) await addProvider(deps, definition);
  return deps.changes.run(id, async () => {
    await putSource(deps, source);
    if (wanted) await registerOrForget(deps, id);
    return { ready: await findReady(deps, id), secret: made };
  });
}

/** The provider that is meant, and its definition if that is yet to be stored. */
async function chosenProvider(
  { directory }: SourceDeps,
  { provider, definition, preset }: NewSource,
): Promise<{ readonly provider: Provider; readonly definition: StorableDefinition | null }> {
  await directory.refresh();
  if (provider !== CUSTOM) {
    if (definition === undefined && preset === undefined) {
      return { provider: providerOf(directory, provider), definition: null };
    }
    const message = `Write "${CUSTOM}": a definition or preset says which provider it is.`;
    throw invalid([{ path: 'provider', message }]);
  }
  if (definition !== undefined) {
    const checked = checkedDefinition(definition, preset);
    return { provider: checked.provider, definition: checked };
  }
  if (preset !== undefined) return { provider: presetOf(preset), definition: null };
  const message = 'Give the definition of the provider, or the id of a preset as preset.';
  throw invalid([{ path: 'definition', message }]);
}

async function registerOrForget(deps: SourceDeps, id: string): Promise<void> {
  try {
    await registerStored(deps, id);
  } catch (error) {
    await cleanUp(deps, id, error);
    await deps.store.accounts.deleteSource(id);
    await deps.directory.refresh();
    throw error;
  }
}

/**
 * A registration may exist although registering failed: SalesIQ makes webhook and key one
 * after the other. The ingest URL is new, so whatever is found for it is ours.
 */
async function cleanUp(deps: SourceDeps, id: string, failure: unknown): Promise<void> {
  // A provider that does not answer would only be waited for once more.
  if (failure instanceof GatewayError && failure.code !== 'provider_refused') return;
  try {
    const ready = await findReady(deps, id);
    const left = await deps.registrar.find(ready);
    if (left !== null) await deps.registrar.remove(ready, left.id);
  } catch (error) {
    deps.log.info({ source: id, code: codeOf(error) }, 'nothing to clean up was found');
  }
}
