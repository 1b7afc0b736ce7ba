import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Credentials, Identity, Provider, SampleObject } from '@signal-hooks/catalogue';

/** The cells of a record, by key. */
export type Cells = Readonly<Record<string, unknown>>;

/** A request that was signed outside this project. */
export interface SignedRequest {
  readonly what: string;
  /** The body as it comes. */
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** What must come of an event, written by hand. */
export interface GoldenEvent {
  readonly event_type: string;
  readonly identity: Identity;
  /** Everything but event_id, source_id, source_name, provider, event_type, received_at and raw, in order. */
  readonly record: Cells;
}

/** A request signed outside this project, and what must come of it. */
export type GoldenRequest = SignedRequest & GoldenEvent;

/** What must come of the sample of one event type, written by hand after its payload. */
export interface GoldenSample {
  /** The sample's number; the types of a provider have different ones. Its time is {@link SAMPLE_TIME}. */
  readonly sequence: number;
  /** The key of its identity. */
  readonly identity: string;
  /** True: every cell that is not in `cells` is empty. */
  readonly complete?: true;
  readonly cells: Cells;
}

/** A provider's golden.json: the only place where its tests' expectations are written. */
export interface Golden {
  /** What made the signatures. */
  readonly signed_with: string;
  readonly credentials: Credentials;
  /** Common fields that its records have nothing in, whatever it sends. */
  readonly never_filled: readonly string[];
  readonly requests: readonly GoldenRequest[];
  /** By event type; at least one of them is complete. */
  readonly samples: Readonly<Record<string, GoldenSample>>;
}

/** When the golden samples happen. */
export const SAMPLE_TIME: Date = new Date('2026-04-25T14:30:00.000Z');

const FOLDERS = join(__dirname, '../../src/providers');
const HOW = 'CONTRIBUTING.md, “Add a provider”, says what belongs into it.';

/** Where a provider's golden file is, as messages name it. */
const nameOf = (id: string): string => `packages/catalogue/src/providers/${id}/golden.json`;

/** Reads a provider's golden file. @throws {Error} if it has none: then nothing proves the definition */
export function readGolden(id: string): Golden {
  try {
    return JSON.parse(readFileSync(join(FOLDERS, id, 'golden.json'), 'utf8')) as Golden;
  } catch (error) {
    throw new Error(`${nameOf(id)} cannot be read; write it. ${HOW}`, { cause: error });
  }
}

/** What must come of the sample of an event type. @throws {Error} if the golden file does not say */
export function goldenSample(id: string, eventType: string): GoldenSample {
  const sample = readGolden(id).samples[eventType];
  if (sample !== undefined) return sample;
  throw new Error(`${nameOf(id)} has no samples["${eventType}"]; add it. ${HOW}`);
}

/** The payload that {@link goldenSample} is about. */
export function goldenPayload(provider: Provider, eventType: string): SampleObject {
  const { sequence } = goldenSample(provider.id, eventType);
  const event = provider.events[eventType];
  if (event === undefined) throw new Error(`${provider.id} has no event type ${eventType}`);
  return event.sample({ sequence, at: SAMPLE_TIME });
}

/** The event types of a provider, each with what must come of its sample. */
export const goldenSamples = (
  provider: Provider,
): (readonly [eventType: string, sample: GoldenSample])[] =>
  Object.keys(provider.events).map((type) => [type, goldenSample(provider.id, type)]);

/** The keys of a provider's record in order, without unreadable_fields and raw. */
export function recordKeys(id: string): string[] {
  const [request] = readGolden(id).requests;
  const {
    provider_name: _name,
    event_type_label: _label,
    occurred_at: _time,
    unreadable_fields: _fields,
    ...rest
  } = request?.record ?? {};
  return [
    ...['event_id', 'source_id', 'source_name', 'provider', 'provider_name'],
    ...['event_type', 'event_type_label', 'occurred_at', 'received_at'],
    ...Object.keys(rest),
  ];
}

/** A record with every key, in order; the cells that are not given are empty. */
export function wholeRecord(id: string, cells: Cells): Cells {
  const { record = {} } = readGolden(id).requests[0] ?? {};
  const empty = (key: string): unknown => (Array.isArray(record[key]) ? [] : null);
  return Object.fromEntries(recordKeys(id).map((key) => [key, cells[key] ?? empty(key)]));
}

/** A record without the fields, and the columns of contacts, that its provider never fills. */
export function withoutNeverFilled(id: string, record: Cells): Cells {
  const { never_filled } = readGolden(id);
  const contact = (row: object): object =>
    Object.fromEntries(
      Object.entries(row).filter(([column]) => !never_filled.includes(`contact_${column}`)),
    );
  const cells = Object.entries(record).filter(([key]) => !never_filled.includes(key));
  return Object.fromEntries(
    cells.map(([key, cell]) => [key, key === 'contacts' ? (cell as object[]).map(contact) : cell]),
  );
}

/** The cells of a record that are not empty. */
export const filledCells = (record: Cells): Cells =>
  Object.fromEntries(Object.entries(record).filter(([, cell]) => !isEmpty(cell)));

const isEmpty = (cell: unknown): boolean =>
  cell === null || cell === undefined || (Array.isArray(cell) && cell.length === 0);

/** What a provider's golden file lacks, each in a sentence that says what to do; nothing if it is whole. */
export function whatIsMissing({ id, events }: Provider): string[] {
  let golden: Golden;
  try {
    golden = readGolden(id);
  } catch (error) {
    return [(error as Error).message];
  }
  const { requests, samples } = golden;
  const types = Object.keys(events);
  const lacking = types.filter((type) => samples?.[type] === undefined);
  const unknown = Object.keys(samples ?? {}).filter((type) => !types.includes(type));
  const vague = Object.entries(samples ?? {}).filter(([, sample]) => !saysEnough(sample));
  return [
    ...(requests.length < 2 ? ['requests: add at least two, signed outside our code'] : []),
    ...lacking.map((type) => `samples["${type}"]: add its sequence, identity and cells`),
    ...unknown.map((type) => `samples["${type}"]: take it out, there is no such event type`),
    ...vague.map(([type]) => `samples["${type}"].cells: add ${REQUIRED.join(', ')}`),
    ...(Object.values(samples ?? {}).some(({ complete }) => complete)
      ? []
      : ['samples: write the cells of one of them completely, and mark it "complete": true']),
  ].map((what) => `${nameOf(id)}: ${what}. ${HOW}`);
}

/** What every sample that is not complete says, even if that is null. */
const REQUIRED = ['title', 'subject_type', 'subject_id'];

const saysEnough = ({ complete, cells }: GoldenSample): boolean =>
  complete === true || REQUIRED.every((key) => key in cells);
