import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { COMMON_FIELDS, recordColumns } from '@signal-hooks/catalogue';
import { type Client, type GatewayEvent, listEvents, listProviders } from '@signal-hooks/client';
import { stringify } from 'csv-stringify/sync';
import { withApi } from '../../api.ts';
import { readLimit, rowsOf } from '../../lists.ts';
import { type WantedOptions, wantedBy } from './wanted.ts';

/** Options of {@link exportEvents}. */
export interface ExportOptions extends WantedOptions {
  readonly format: 'jsonl' | 'csv';
  readonly out?: string;
  readonly limit: string;
}

/** `signal-hooks events export`: all events that fit, the newest first, as JSON lines or CSV. */
export async function exportEvents(options: ExportOptions): Promise<void> {
  const most = readLimit(options.limit);
  await withApi(options, async (api) => {
    const query = await wantedBy(api, options);
    const without = { count: 0 };
    const all = rowsOf(api, (page) => listEvents({ ...query, ...page }), most);
    const events = counted(all, without);
    const lines =
      options.format === 'csv'
        ? csvLines(await columnsOf(api, options), events)
        : jsonLines(events);
    if (options.out === undefined) for await (const line of lines) process.stdout.write(line);
    else await pipeline(Readable.from(lines), createWriteStream(options.out, { flags: 'wx' }));
    if (without.count === 0) return;
    const says = `${without.count} of these events have only what is known without their payload, which is not kept any more.`;
    process.stderr.write(`${says}\n`);
  });
}

/** Counts the events that have lost their payload. */
async function* counted(
  events: AsyncIterable<GatewayEvent>,
  without: { count: number },
): AsyncGenerator<GatewayEvent> {
  for await (const event of events) {
    if (event.payload_gone !== null) without.count += 1;
    yield event;
  }
}

async function* jsonLines(events: AsyncIterable<GatewayEvent>): AsyncGenerator<string> {
  for await (const event of events) yield `${JSON.stringify(event)}\n`;
}

/**
 * One header row, one row an event. Text that begins like a formula gets an apostrophe in front, so
 * that no text of a third party is computed when the file is opened.
 * https://owasp.org/www-community/attacks/CSV_Injection
 */
async function* csvLines(
  columns: readonly string[],
  events: AsyncIterable<GatewayEvent>,
): AsyncGenerator<string> {
  // The mark tells Excel that it is UTF-8.
  yield `\ufeff${csvRow(columns)}`;
  for await (const { record } of events) {
    const cells = record as Readonly<Record<string, unknown>>;
    yield csvRow(columns.map((key) => cells[key]));
  }
}

const csvRow = (cells: readonly unknown[]): string =>
  stringify([cells.map(textOf)], {
    escape_formulas: true,
    record_delimiter: 'windows',
    quoted_match: /[\r\n]/,
  });

const textOf = (cell: unknown): unknown =>
  typeof cell === 'object' && cell !== null ? JSON.stringify(cell) : (cell ?? '').toString();

/** The scalar columns: the common ones, and a provider’s own where only its events are asked for. */
async function columnsOf(api: Client, { provider }: ExportOptions): Promise<string[]> {
  const common = recordColumns().map(({ key }) => key);
  if (provider === undefined) return common;
  const { data } = await api(listProviders().pick('id', 'fields'));
  const fields = data.find(({ id }) => id === provider)?.fields ?? [];
  const isCommon = new Set(COMMON_FIELDS.map(({ key }) => key));
  const own = fields.filter(({ key, type }) => type !== 'list' && !isCommon.has(key));
  return [...common, ...own.map(({ key }) => key)];
}
