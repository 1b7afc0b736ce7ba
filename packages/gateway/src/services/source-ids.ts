import type { Directory } from '../directory.ts';

/**
 * The ids of the sources whose events are wanted.
 * @param sourceId null: any
 * @param provider null: any
 * @returns null: of all
 */
export function sourceIdsOf(
  directory: Directory,
  sourceId: string | null,
  provider: string | null,
): string[] | null {
  if (provider === null) return sourceId === null ? null : [sourceId];
  return [...directory.sources(), ...directory.unusableSources()]
    .filter(({ source }) => source.provider === provider)
    .map(({ source }) => source.id)
    .filter((id) => sourceId === null || id === sourceId);
}
