import { type FilterCondition, type FilterField, parseCondition } from '@signal-hooks/catalogue';
import { type Client, listProviders } from '@signal-hooks/client';
import { UsageError } from '../usage-error.ts';

/**
 * Reads `--where` by the fields that the gateway’s events have.
 * @param provider the only one whose events are asked for; undefined: any
 * @throws {UsageError} for what is no condition
 */
export async function conditionsOf(
  api: Client,
  where: readonly string[],
  provider: string | undefined,
): Promise<FilterCondition[]> {
  if (where.length === 0) return [];
  const { data } = await api(listProviders().pick('id', 'fields'));
  const chosen = data.filter(({ id }) => provider === undefined || id === provider);
  const fields = chosen.flatMap((each) => each.fields) as FilterField[];
  return where.map((text) => {
    const parsed = parseCondition(text, fields);
    if (parsed.ok) return parsed.condition;
    throw new UsageError(parsed.message);
  });
}
