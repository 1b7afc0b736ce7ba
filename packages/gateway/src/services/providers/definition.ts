import {
  ALERTS_ID,
  checkDefinition,
  didYouMean,
  PRESETS,
  type Provider,
} from '@signal-hooks/catalogue';
import type { FieldProblem } from '../../errors.ts';
import { invalid } from '../invalid.ts';

/** What is written for a provider's id where a definition says which it is. */
export const CUSTOM = 'custom';

/** A definition that was checked. */
export interface StorableDefinition {
  readonly provider: Provider;
  /** As it is stored: JSON. */
  readonly text: string;
}

/**
 * Checks a definition as it came in a request, and compiles it.
 * @param given anything
 * @param preset what it starts from; absent: nothing
 * @throws {GatewayError} `invalid_request` with every problem found, by its path
 */
export function checkedDefinition(given: unknown, preset?: string): StorableDefinition {
  const checked = checkDefinition(preset === undefined ? given : withPreset(preset, given));
  if (checked.ok && checked.provider.id === ALERTS_ID) {
    const message = `"${ALERTS_ID}" is the gateway’s own. Choose another id.`;
    throw invalid([{ path: 'definition.id', message }]);
  }
  if (checked.ok) return { provider: checked.provider, text: JSON.stringify(checked.input) };
  throw invalid(
    checked.problems.map(({ path, message }) => ({
      path: path === '' ? 'definition' : `definition.${path}`,
      message,
    })),
  );
}

/** @throws {GatewayError} `invalid_request` */
export function presetOf(id: string): Provider {
  const preset = Object.hasOwn(PRESETS, id) ? PRESETS[id as keyof typeof PRESETS] : undefined;
  if (preset !== undefined) return preset;
  const message = `There is no such preset.${didYouMean(id, Object.keys(PRESETS))}`;
  throw invalid([{ path: 'preset', message }]);
}

/** The preset's definition, with its own id and name, and whatever else is given instead; of the signature, part by part. */
function withPreset(id: string, given: unknown): unknown {
  const { definition } = presetOf(id);
  if (!isObject(given)) return given;
  const problems: FieldProblem[] = ['id', 'name'].flatMap((key) =>
    given[key] === undefined ? [{ path: `definition.${key}`, message: 'This is needed.' }] : [],
  );
  if (problems.length > 0) throw invalid(problems);
  const signature = isObject(given.signature)
    ? { ...definition.signature, ...given.signature }
    : (given.signature ?? definition.signature);
  return { ...definition, ...given, signature };
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
