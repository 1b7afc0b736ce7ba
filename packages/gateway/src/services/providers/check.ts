import { type Provider, readEvent, type SignalRecord, toRecord } from '@signal-hooks/catalogue';
import { type FieldProblem, GatewayError } from '../../errors.ts';
import { checkedDefinition } from './definition.ts';
import type { ProviderDeps } from './deps.ts';
import { type Examples, readExamples } from './examples.ts';

/** What came of a check. */
interface DefinitionReport {
  readonly problems: readonly FieldProblem[];
  /** Null if there are problems. */
  readonly provider: Provider | null;
  /** What the given requests become; none if there are problems. */
  readonly records: readonly SignalRecord[];
}

/**
 * Checks a definition as {@link addSource} would, and stores nothing.
 * @param examples requests to be read by it; their signatures are not checked
 * @throws {GatewayError} `invalid_request` if an example cannot be read
 */
export async function checkProvider(
  deps: ProviderDeps,
  definition: unknown,
  preset?: string,
  examples: Examples = {},
): Promise<DefinitionReport> {
  const requests = await readExamples(deps, examples);
  const provider = tryDefinition(definition, preset);
  if (provider instanceof GatewayError) {
    return { problems: provider.fields, provider: null, records: [] };
  }
  const added = { event_id: 'evt_preview', received_at: new Date(deps.now()).toISOString() };
  const records = requests.map(({ payload, headers = {} }) =>
    toRecord(provider, readEvent(provider, payload, headers), added),
  );
  return { problems: [], provider, records };
}

function tryDefinition(definition: unknown, preset?: string): Provider | GatewayError {
  try {
    return checkedDefinition(definition, preset).provider;
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    return error;
  }
}
