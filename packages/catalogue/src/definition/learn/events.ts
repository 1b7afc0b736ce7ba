import { asText } from '../../payload.ts';
import type { EventDefinition, WireDefinition } from '../../provider.ts';
import type { ScalarType } from '../../record/field.ts';
import { COMMON_FIELDS } from '../../record/record.ts';
import { eventTypeLabel } from '../../wording.ts';
import { compileExpression } from '../compile.ts';
import type { DefinitionInput } from '../complete.ts';
import type { Expression } from '../expression.ts';
import type { CapturedRequest } from './captured.ts';
import { sampleOf } from './sample.ts';

/** More are not described; they come in all the same. */
const MAX_EVENTS = 20;
const MAX_TYPE = 100;
/** Of all samples, as JSON; what comes later has only what says its type. */
const MAX_SAMPLES = 10_000;

type Learned = Omit<DefinitionInput, 'events' | 'wire'>;

/** The event types that were captured, and how they are sent. */
export interface LearnedEvents {
  readonly events?: Readonly<Record<string, EventDefinition>>;
  readonly wire?: WireDefinition;
}

/**
 * Describes the event types that were captured, each with a sample: the payload's places that the
 * definition reads, filled with made-up values.
 */
export function learnEvents(learned: Learned, requests: readonly CapturedRequest[]): LearnedEvents {
  const { id, name, eventType = [] } = learned;
  const headers = headersOf(learned);
  if (headers === null) return {};
  const events = new Map<string, EventDefinition>();
  const types = typesOf(learned);
  const saysType = new Set(partsOf(eventType).filter((part) => typeof part === 'string'));
  const readType = compileExpression(eventType);
  let size = 0;
  for (const request of requests) {
    const type = asText(readType(request.payload, request.headers ?? {}));
    if (type === '' || type.length > MAX_TYPE || events.has(type)) continue;
    const whole = sampleOf(request.payload, types, saysType);
    size += JSON.stringify(whole).length;
    const sample = size > MAX_SAMPLES ? sampleOf(request.payload, new Map(), saysType) : whole;
    const label = eventTypeLabel(type);
    const description = `Triggers when ${name} sends “${type}”.`;
    events.set(type, { label, description, status: 'seen', sample });
    if (events.size === MAX_EVENTS) break;
  }
  if (events.size === 0) return {};
  return {
    events: Object.fromEntries(events),
    ...(Object.keys(headers).length > 0 && {
      wire: { userAgent: id, encoding: 'compact', headers },
    }),
  };
}

/**
 * Headers that are read and not written by signing; null if what one holds cannot be known by the
 * event's type.
 */
function headersOf({
  signature,
  eventType = [],
  identity = [],
}: Learned): Record<string, string> | null {
  const headers: Record<string, string> = {};
  if (isHeader(eventType)) headers[eventType.header] = '{type}';
  else if (partsOf(eventType).some(isHeader)) return null;
  const signedId = 'id' in signature ? signature.id : undefined;
  for (const part of identity.flatMap(({ parts }) => parts)) {
    if (!isHeader(part) || part.header === signedId) continue;
    headers[part.header] ??= '{deliveryId}';
  }
  return headers;
}

const isHeader = (each: Expression): each is Extract<Expression, { header: string }> =>
  typeof each === 'object' && 'header' in each;

/** The parts of a join, or the alternatives of a list. */
function partsOf(each: Expression): readonly Expression[] {
  if (typeof each === 'object' && 'join' in each && !Array.isArray(each))
    return each.join as readonly Expression[];
  return [each].flat();
}

/** The types that the places of a payload are read as, by path; columns behind that of their list. */
function typesOf({ common = {}, fields = [] }: Learned): ReadonlyMap<string, ScalarType> {
  const types = new Map<string, ScalarType>();
  const add = (from: Expression | undefined, type: ScalarType, list = ''): void => {
    const path = pathOf(from);
    if (path !== undefined) types.set(list + path, type);
  };
  for (const field of fields) {
    if (field.type !== 'list') add(field.from, field.type);
    else for (const item of field.items) add(item.from, item.type, `${field.from}[].`);
  }
  for (const { key, type, ...field } of COMMON_FIELDS) {
    const from = common[key as keyof typeof common];
    if (type !== 'list') add(from as Expression | undefined, type);
    else if (common.contacts !== undefined && 'items' in field) {
      const { from: list, columns } = common.contacts;
      for (const item of field.items) {
        add(columns?.[item.key as 'name'] ?? item.key, item.type, `${list}[].`);
      }
    }
  }
  return types;
}

/** The path that an expression reads; a host is read of an address, which has a field of its own. */
function pathOf(from: Expression | undefined): string | undefined {
  if (typeof from === 'string') return from;
  const isTime = typeof from === 'object' && 'steps' in from && from.steps.includes('utc');
  return isTime && typeof from.of === 'string' ? from.of : undefined;
}
