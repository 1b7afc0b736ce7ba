import type { Provider } from '@signal-hooks/catalogue';
import { type FieldProblem, GatewayError } from '../../errors.ts';
import { checkedDefinition } from './definition.ts';
import type { ProviderDeps } from './deps.ts';

/** What came of a check. */
interface DefinitionReport {
  readonly problems: readonly FieldProblem[];
  /** Null if there are problems. */
  readonly provider: Provider | null;
}

/** Checks a definition as {@link addSource} would, and stores nothing. */
export async function checkProvider(
  _deps: ProviderDeps,
  definition: unknown,
  preset?: string,
): Promise<DefinitionReport> {
  try {
    return { problems: [], provider: checkedDefinition(definition, preset).provider };
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    return { problems: error.fields, provider: null };
  }
}
