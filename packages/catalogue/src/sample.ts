import type { Expression } from './definition/expression.ts';
import type { Provider, SampleContext, SampleObject, SampleValue } from './provider.ts';
import { COMMON_FIELDS } from './record/record.ts';
import { findEvent } from './wire.ts';

/** What an event of a provider without event types is called in samples. */
const GENERIC_TYPE = 'event';

/** The event types that there are samples of, the ping last. */
export function sampleTypes({ events, ping }: Provider): string[] {
  const types = Object.keys(events);
  return [...(types.length > 0 ? types : [GENERIC_TYPE]), ...(ping ? [ping.type] : [])];
}

/**
 * A payload of an event type. Of a provider that knows no event types it is made of what its
 * definition reads: the samples of the fields, at their paths.
 * @returns undefined if there is no such event type
 */
export function samplePayload(
  provider: Provider,
  type: string,
  context: SampleContext,
): SampleObject | undefined {
  const event = findEvent(provider, type);
  if (event !== undefined) return event.sample(context);
  return Object.keys(provider.events).length === 0
    ? genericPayload(provider, type, context)
    : undefined;
}

function genericPayload(
  { definition }: Provider,
  type: string,
  { sequence, at }: SampleContext,
): SampleObject {
  const { eventType, identity, common, fields, signature } = definition;
  const payload = newNode();
  const put = (expression: Expression | undefined, value: SampleValue): void => {
    const path = expression === undefined ? null : firstPath(expression);
    if (path !== null) setPath(payload, path.split('.'), value);
  };
  if (signature.algorithm !== 'token' && typeof signature.timestamp === 'object') {
    const { timestamp } = signature;
    const time = timestamp.unit === 'ms' ? at.getTime() : Math.floor(at.getTime() / 1000);
    if ('path' in timestamp) put(timestamp.path, time);
  }
  put(eventType, type);
  for (const part of identity[0]?.parts ?? []) put(part, `sample_${sequence}`);
  put(common.occurred_at, at.toISOString());
  for (const field of fields) if (field.type !== 'list') put(field.from, field.sample);
  for (const field of COMMON_FIELDS) {
    if (field.type !== 'list')
      put(common[field.key as keyof typeof common] as Expression, field.sample);
  }
  return payload;
}

/** The path that an expression reads first; null if it reads none. */
function firstPath(expression: Expression): string | null {
  if (typeof expression === 'string') return expression;
  if (Array.isArray(expression)) {
    for (const each of expression as readonly Expression[]) {
      const path = firstPath(each);
      if (path !== null) return path;
    }
    return null;
  }
  return 'of' in expression ? firstPath(expression.of) : null;
}

/** Items of a list that samples are made of at most. */
const MAX_ITEMS = 10;

type Node = { [key: string]: SampleValue } | SampleValue[];

/** Without a prototype: paths are the user's. */
const newNode = (): { [key: string]: SampleValue } => Object.create(null);

/** Puts a value where there is none yet. */
function setPath(root: Node, [key = '', ...rest]: readonly string[], value: SampleValue): void {
  const at = Array.isArray(root) ? Number(key) : key;
  if (Array.isArray(root)) {
    if (!(Number.isInteger(at) && Number(at) < MAX_ITEMS)) return;
    while (root.length < Number(at)) root.push(newNode());
  }
  const node = root as { [key: string | number]: SampleValue };
  const present = node[at];
  if (rest.length === 0) {
    if (present === undefined) node[at] = value;
    return;
  }
  if (present !== undefined && (typeof present !== 'object' || present === null)) return;
  const inner = (present ?? (/^\d+$/.test(rest[0] ?? '') ? [] : newNode())) as Node;
  node[at] = inner as SampleValue;
  setPath(inner, rest, value);
}
