import { PRESETS } from '@signal-hooks/catalogue';
import {
  type CreateSourceBody,
  createSource,
  getSource,
  listSources,
  testSource,
} from '@signal-hooks/client';
import type { Input } from './input.ts';
import { many, type Operation, one } from './operation.ts';

const idOf = (input: Input): string => input.id('source') ?? '';

/** A sender that comes with the gateway as a preset becomes a provider by that. */
function newSource(input: Input): CreateSourceBody {
  const provider = input.text('provider');
  const secret = input.given('secret');
  const isPreset = Object.hasOwn(PRESETS, provider);
  return {
    ...(isPreset ? { provider: 'custom', preset: provider } : { provider }),
    name: input.given('name'),
    ...(secret !== undefined && { secrets: [secret] }),
  };
}

/** What can be done with sources. */
export const SOURCE_OPERATIONS: Readonly<Record<string, Operation>> = {
  create: one((input) => createSource(newSource(input))),
  get: one((input) => getSource(idOf(input))),
  getAll: many((input, page) =>
    listSources({ ...page, provider: input.given('filters.provider') }),
  ),
  sendTest: one((input) => testSource(idOf(input), { event_type: input.given('eventType') })),
};
