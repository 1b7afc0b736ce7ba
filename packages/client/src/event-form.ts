import {
  type FilterCondition,
  type FilterField,
  filterFields,
  listOf,
  type Provider,
  priorityLabelOf,
  readConditionForm,
  type TriggerWording,
  textOf,
} from '@signal-hooks/catalogue';
import type { Client } from './client.ts';
import type { ListEventsQuery } from './generated/operations.ts';
import { ownFieldsOf, providerOfSource } from './source-provider.ts';

/** Whose events a form is for: of one provider (null: of all), all of them or one kind. */
export interface Chosen {
  readonly provider: Provider | null;
  readonly kind: TriggerWording | null;
}

/** What a form says of the events that are meant, as it was filled in. */
export interface EventForm {
  readonly source_id?: unknown;
  readonly event_types?: unknown;
  readonly priority_at_least?: unknown;
  readonly filter_field?: unknown;
  readonly filter_op?: unknown;
  readonly filter_value?: unknown;
}

/** Which events a form asks for. */
export interface Wanted {
  /** Empty: of every source. */
  readonly sourceId: string;
  /** Empty: every type. */
  readonly eventTypes: readonly string[];
  readonly conditions: readonly FilterCondition[];
  /** What the form calls each condition. */
  readonly conditionLabels: readonly string[];
}

/** What a form asks for, or what is missing in it. */
export type ReadEventForm =
  | { readonly ok: true; readonly wanted: Wanted }
  | { readonly ok: false; readonly message: string };

/** Reads a form. @param send asks for the fields of the chosen source, if a condition names one of its own */
export async function readEventForm(
  form: EventForm,
  send: Client,
  { provider, kind }: Chosen,
): Promise<ReadEventForm> {
  const sourceId = textOf(form.source_id);
  const own = kind?.filter ?? [];
  const least = textOf(form.priority_at_least).toLowerCase();
  const priority: FilterCondition[] = least ? [{ field: 'priority', op: 'gte', value: least }] : [];
  const field = textOf(form.filter_field);
  const filter = readConditionForm(
    { field, op: form.filter_op, value: form.filter_value },
    field === '' ? NO_FIELD : await fieldNamed(field, send, sourceId, provider),
  );
  if (!filter.ok) return filter;
  const wanted = {
    sourceId,
    eventTypes: kind === null ? listOf(form.event_types) : [kind.eventType],
    conditions: [...own, ...priority, ...filter.conditions],
    conditionLabels: [
      ...own.map(() => 'Trigger'),
      ...priority.map(() => priorityLabelOf(provider)),
      ...filter.conditions.map(() => 'Filter'),
    ],
  };
  return { ok: true, wanted };
}

/** What a list of these events is asked for with. */
export const queryOf = ({ sourceId, eventTypes, conditions }: Wanted): ListEventsQuery => ({
  source_id: sourceId || undefined,
  event_type: eventTypes,
  filter: conditions.length > 0 ? JSON.stringify(conditions) : undefined,
});

/** What a condition needs to know of a field. */
type KnownField = Pick<FilterField, 'label' | 'type'>;

const NO_FIELD: KnownField = { label: '', type: 'string' };

/** The field that a condition names; one that nobody knows counts as text. */
async function fieldNamed(
  key: string,
  send: Client,
  sourceId: string,
  provider: Provider | null,
): Promise<KnownField> {
  const known = filterFields(provider).find((field) => field.key === key);
  if (known !== undefined) return known;
  const own = ownFieldsOf(await providerOfSource(send, sourceId)).find((each) => each.key === key);
  return { label: own?.label ?? key, type: (own?.type ?? 'string') as KnownField['type'] };
}
