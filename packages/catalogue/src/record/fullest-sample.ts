import type { Provider } from '../provider.ts';
import type { SignalRecord } from './record.ts';
import { sampleRecord } from './schema.ts';

/** The sample of one of a provider's documented events: that with most to show. */
export function fullestSampleRecord(provider: Provider): SignalRecord {
  const documented = Object.entries(provider.events).filter(
    ([, { status }]) => status === 'documented',
  );
  const records = documented.map(([type]) => sampleRecord(provider, type));
  return records.reduce((best, each) => (filledIn(each) > filledIn(best) ? each : best));
}

const filledIn = (record: SignalRecord): number =>
  Object.values(record).filter(
    (cell) => cell !== null && !(Array.isArray(cell) && cell.length === 0),
  ).length;
