import { createHmac } from 'node:crypto';
import type { Erasure } from '../../domain.ts';
import { defaultsOf } from '../../entities/columns.ts';
import { ERASURE } from '../../entities/erasure.ts';
import { comparable, isField, type Wanted } from '../../erasure/matches.ts';
import { newId } from '../../ids.ts';
import { invalid } from '../invalid.ts';
import type { ErasureDeps } from './deps.ts';

/** Whose data is to be deleted. */
export interface ErasureInput {
  /** A field of the record, or the last part of its name. */
  readonly field: string;
  /** Upper and lower case, and white space around it, are the same. */
  readonly value: string;
}

/**
 * Makes the order; a gateway works it off in the background.
 * @throws {GatewayError} `invalid_request`
 */
export async function startErasure(deps: ErasureDeps, input: ErasureInput): Promise<Erasure> {
  const { field, value } = await wantedOf(deps, input);
  const createdAt = deps.now();
  const id = newId('ers', createdAt);
  const erasure: Erasure = {
    ...defaultsOf(ERASURE),
    ...{ id, field, createdAt },
    valueHash: valueHash(deps, value),
    sealed: deps.vault.seal(value, id),
    status: 'running',
  };
  await deps.store.erasures.add(erasure);
  return erasure;
}

/** What is looked for. @throws {GatewayError} `invalid_request`; it does not repeat the value */
export async function wantedOf(
  { directory }: ErasureDeps,
  { field, value }: ErasureInput,
): Promise<Wanted> {
  await directory.refresh();
  if (!isField(directory.providers.inUse, field)) {
    const message = 'No record has such a field. Try contact_email, email, phone or name.';
    throw invalid([{ path: 'field', message }]);
  }
  const wanted = comparable(value);
  if (wanted === '') throw invalid([{ path: 'value', message: 'Give a value.' }]);
  return { field, value: wanted };
}

/** Tells whether two erasures were about the same value. */
export const valueHash = ({ vault }: Pick<ErasureDeps, 'vault'>, value: string): string =>
  createHmac('sha256', vault.derive('erasures')).update(value).digest('hex');

/** What an erasure that runs looks for. */
export const openValue = ({ vault }: ErasureDeps, { id, sealed }: Erasure): string =>
  vault.open<string>(sealed, id);
