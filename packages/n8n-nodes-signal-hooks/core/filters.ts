import { compileConditions, type FilterCondition, PRIORITIES } from '@signal-hooks/catalogue';
import type { Arrival } from './trigger.ts';

/** A condition of the panel that the node itself checks, because the provider cannot. */
export interface ItemFilter {
  /** The parameter's name, dotted below a collection. */
  readonly parameter: string;
  /** Whether an event is wanted; not asked while the parameter is empty. */
  readonly keeps: (arrival: Arrival, wanted: unknown) => boolean;
}

/** What stands for "all of them" in a list of events. */
export const ANY = '*';

/** Event types chosen from a list. */
export const eventsFilter = (parameter: string): ItemFilter => ({
  parameter,
  keeps: ({ eventType }, wanted) => isChosen(eventType, wanted),
});

/** Texts typed by hand, separated by commas: the field must be one of them. */
export const textsFilter = (parameter: string, field: string): ItemFilter => ({
  parameter,
  keeps: ({ record }, wanted) => {
    const texts = textsOf(wanted);
    return texts.length === 0 || fulfils(record, { field, op: 'in', value: texts });
  },
});

/** The urgency, at least. An event without one is left out. */
export const priorityFilter = (parameter: string, field: string): ItemFilter => ({
  parameter,
  keeps: ({ record }, wanted) => {
    const least = PRIORITIES.find((priority) => priority === wanted);
    return least === undefined || fulfils(record, { field, op: 'gte', value: least });
  },
});

/** A number above 0, at least; anything else asks for nothing. An event without one is left out. */
export const minimumFilter = (parameter: string, field: string): ItemFilter => ({
  parameter,
  keeps: ({ record }, wanted) => {
    const least = Number(wanted);
    return !(least > 0) || fulfils(record, { field, op: 'gte', value: least });
  },
});

/** By the one language of filters, as the gateway's. */
const fulfils = (record: Arrival['record'], condition: FilterCondition): boolean =>
  compileConditions([condition])(record);

/** Texts of a comma-separated parameter. */
export const textsOf = (value: unknown): string[] =>
  String(value ?? '')
    .split(',')
    .map((text) => text.trim())
    .filter((text) => text !== '');

/** The event types chosen in a list, or by an expression that gives a text; empty: all. */
export const chosenEvents = (value: unknown): string[] => {
  const chosen = Array.isArray(value) ? value.map(String) : textsOf(value);
  return chosen.includes(ANY) ? [] : chosen;
};

function isChosen(eventType: string, wanted: unknown): boolean {
  const chosen = chosenEvents(wanted);
  return chosen.length === 0 || chosen.includes(eventType);
}
