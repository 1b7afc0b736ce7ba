import { PRIORITIES, type Priority } from '@signal-hooks/catalogue';
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

/** Texts typed by hand, separated by commas; upper and lower case are the same. */
export const textsFilter = (parameter: string, field: string): ItemFilter => ({
  parameter,
  keeps: ({ record }, wanted) => {
    const texts = textsOf(wanted).map((text) => text.toLowerCase());
    const cell = record[field];
    return texts.length === 0 || (typeof cell === 'string' && texts.includes(cell.toLowerCase()));
  },
});

/**
 * The urgency, at least.
 * @param isKeptWithout whether an event without one passes
 */
export const priorityFilter = (parameter: string, isKeptWithout = false): ItemFilter => ({
  parameter,
  keeps: ({ record }, wanted) => {
    const least = rankOf(wanted);
    const at = rankOf(record.priority);
    return least === -1 || (at === -1 ? isKeptWithout : at <= least);
  },
});

/** 0 for the most urgent; -1 for none. */
const rankOf = (priority: unknown): number => PRIORITIES.indexOf(priority as Priority);

/** A number above 0, at least; anything else asks for nothing. An event without one is left out. */
export const minimumFilter = (parameter: string, field: string): ItemFilter => ({
  parameter,
  keeps: ({ record }, wanted) => {
    const least = Number(wanted);
    const cell = record[field];
    return !(least > 0) || (typeof cell === 'number' && cell >= least);
  },
});

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
