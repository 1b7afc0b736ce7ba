import type { Loose } from '../app.ts';
import { fill, type Scope } from '../iml/evaluate.ts';
import { type Answer, type Log, send } from './request.ts';

/** What a module or a procedure may read at most. */
const MAX_PAGES = 50;

/** "If a module doesn’t define a setting, it follows what’s in the Base." */
export function inherit(base: Loose, directive: Loose): Loose {
  return {
    ...base,
    ...directive,
    headers: { ...base.headers, ...directive.headers },
    response: { ...base.response, ...directive.response },
  };
}

/** What an answer lists: all of it, or of a container what meets a condition. */
function itemsOf(iterate: Loose, scope: Scope): Loose[] {
  if (typeof iterate !== 'object') return (fill(iterate, scope) ?? []) as Loose[];
  const items = (fill(iterate.container, scope) ?? []) as Loose[];
  return items.filter((item) => fill(iterate.condition ?? true, { ...scope, item }));
}

/** What a request puts out: bundles, one for each item or one for all. */
function bundlesOf(response: Loose, scope: Scope): Loose[] {
  const { iterate, output } = response;
  if (iterate === undefined) return [fill(output ?? '{{body}}', scope)].flat();
  return itemsOf(iterate, scope).map((item) => fill(output ?? '{{item}}', { ...scope, item }));
}

/** The page after an answer, or nothing: none is told, or this one had nothing on it. */
function nextPage(directive: Loose, scope: Scope): Loose {
  const { pagination, response } = directive;
  if (pagination === undefined || itemsOf(response.iterate, scope).length === 0) return undefined;
  if (!fill(pagination.condition ?? true, scope)) return undefined;
  return { ...directive, qs: { ...directive.qs, ...(fill(pagination.qs ?? {}, scope) as object) } };
}

async function runRequest(first: Loose, start: Scope, log: Log): Promise<Loose[]> {
  const bundles: Loose[] = [];
  const limit = Number(
    fill(first.response?.limit ?? '{{undefined}}', start) ?? Number.POSITIVE_INFINITY,
  );
  let directive = first;
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const answer: Answer = await send(directive, start, log);
    const scope = { ...start, ...answer, pagination: { page: page + 1 } };
    bundles.push(...bundlesOf(directive.response ?? {}, scope));
    if (bundles.length >= limit) return bundles.slice(0, limit);
    directive = nextPage(directive, scope);
    if (directive === undefined) return bundles;
  }
  return bundles;
}

/**
 * Runs directives, one after the other; the last that is not left out by its condition counts.
 * @throws {MakeError} what the scenario's history would show
 */
export async function run(directives: Loose, scope: Scope, log: Log): Promise<Loose[]> {
  let bundles: Loose[] = [];
  for (const directive of [directives].flat()) {
    const temp = fill(directive.temp ?? {}, scope);
    const seen = { ...scope, temp };
    if (!fill(directive.condition ?? true, seen)) continue;
    bundles =
      directive.url === undefined
        ? bundlesOf(directive.response, seen)
        : await runRequest(directive, seen, log);
  }
  return bundles;
}
