import type { FieldProblem } from '../../errors.ts';
import { checkTargetUrl } from '../../net/safe-connector.ts';
import { EVERY_EVENT } from '../../store/store.ts';
import type { ServiceDeps } from '../deps.ts';
import { unknownTypes } from '../event-types.ts';
import { invalid } from '../invalid.ts';
import { providerOf } from '../known-provider.ts';
import { checkSubscription, type SubscriptionInput } from './input.ts';

/** What a filter is compared with. */
type FilterDeps = Pick<ServiceDeps, 'store' | 'directory'>;

/** An address as it is stored. @throws {GatewayError} `target_forbidden` */
export function checkTarget(deps: Pick<ServiceDeps, 'rules'>, targetUrl: string): string {
  return checkTargetUrl(targetUrl, deps.rules).href;
}

/** @throws {GatewayError} `invalid_request` with everything that is wrong apart from the target */
export async function checkFilter(
  deps: FilterDeps,
  input: Pick<SubscriptionInput, 'eventTypes' | 'conditions'>,
  sourceId: string | null,
  provider: string | null,
): Promise<void> {
  const { directory } = deps;
  if (provider !== null) providerOf(directory, provider);
  const known = sourceId === null ? undefined : await directory.source(sourceId);
  const source = (known ?? directory.unusableSource(sourceId ?? ''))?.source;
  if (sourceId !== null && source === undefined) {
    throw invalid([{ path: 'source_id', message: 'There is no such source.' }]);
  }
  if (source !== undefined && provider !== null && source.provider !== provider) {
    throw invalid([{ path: 'provider', message: 'The source is of another provider.' }]);
  }
  const only = provider ?? source?.provider ?? null;
  const problems = checkSubscription(input, directory.providers.fieldsOf(only));
  if (problems.length > 0) throw invalid(problems);
  await checkTypes(deps, input.eventTypes ?? [], only);
}

/** A type that no provider is known to send is taken only once such an event has come. */
async function checkTypes(
  deps: FilterDeps,
  types: readonly string[],
  provider: string | null,
): Promise<void> {
  const known = deps.directory.providers;
  const only = known.get(provider ?? '');
  const providers = only === undefined ? known.inUse : [only];
  const problems: FieldProblem[] = [];
  for (const { at, type, message } of unknownTypes(types, providers)) {
    if (!(await hasCome(deps, type))) problems.push({ path: `event_types.${at}`, message });
  }
  if (problems.length > 0) throw invalid(problems);
}

async function hasCome({ store }: FilterDeps, type: string): Promise<boolean> {
  let cursor: string | null = null;
  do {
    const page = { cursor, limit: 1, maxBytes: 1 };
    const { items, next } = await store.events.list({ ...EVERY_EVENT, types: [type] }, page);
    if (items.length > 0) return true;
    cursor = next;
  } while (cursor !== null);
  return false;
}
