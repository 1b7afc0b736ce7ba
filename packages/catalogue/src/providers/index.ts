import { readSetup, type Setup } from '../definition/setup.ts';
import { PRESETS, type PresetId } from '../presets/registry.ts';
import type { Provider } from '../provider.ts';
import type { Field } from '../record/field.ts';
import type { CommonField } from '../record/record.ts';
import { recordFields } from '../record/schema.ts';
import { ICONS } from './icons.ts';
import { PROVIDERS, type ProviderId } from './registry.ts';
import { SETUPS_IN_RUSSIAN } from './setups-ru.ts';

export { PRESETS, PROVIDERS, type PresetId, type ProviderId };

/**
 * Every field that any record has, by key, the common ones first: what forms and filters over
 * all providers offer. Where providers have a key in common, the first one's field is taken.
 */
export const ALL_FIELDS: ReadonlyMap<string, CommonField | Field> = collectFields();

function collectFields(): Map<string, CommonField | Field> {
  const fields = new Map<string, CommonField | Field>();
  for (const field of Object.values(PROVIDERS).flatMap(recordFields)) {
    if (!fields.has(field.key)) fields.set(field.key, field);
  }
  return fields;
}

/** Looks a provider or preset up by its id; undefined if there is none of that name. */
export function findProvider(id: string): Provider | undefined {
  if (Object.hasOwn(PROVIDERS, id)) return PROVIDERS[id as ProviderId];
  return Object.hasOwn(PRESETS, id) ? PRESETS[id as PresetId] : undefined;
}

/** The set-up of a provider in Russian; null where it is written in English only. */
export function setupInRussian(id: string): Setup | null {
  const text = Object.hasOwn(SETUPS_IN_RUSSIAN, id)
    ? SETUPS_IN_RUSSIAN[id as ProviderId]
    : undefined;
  return text === undefined ? null : readSetup(text);
}

/** The icon of a provider, as SVG; null where there is none. */
export const iconOf = (id: string): string | null =>
  (Object.hasOwn(ICONS, id) ? ICONS[id as ProviderId] : undefined) ?? null;
