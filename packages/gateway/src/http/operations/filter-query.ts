import { invalid } from '../../services/invalid.ts';
import type { Schema } from '../operation.ts';
import { list, text } from '../schemas.ts';

/** Which types of events are meant, in the query of an address. */
export const EVENT_TYPES: Schema = {
  ...list(text(100), 100),
  default: [],
  description: 'May be given several times.',
};

/** Conditions in the query of an address. */
export const FILTER: Schema = text(20_000, 'Conditions as for a subscription, as JSON text.');

/** What {@link FILTER} holds; the conditions are checked later. @throws {GatewayError} `invalid_request` */
export function readFilter(given: string | undefined): unknown {
  if (given === undefined) return [];
  try {
    return JSON.parse(given);
  } catch {
    throw invalid([{ path: 'filter', message: 'Give a list of conditions as JSON.' }]);
  }
}
