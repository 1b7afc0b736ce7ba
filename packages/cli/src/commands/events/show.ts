import { type GatewayEvent, getEvent, listDeliveries } from '@signal-hooks/client';
import { type ApiOptions, withApi } from '../../api.ts';
import { print, printTable, strong, tame } from '../../terminal.ts';
import { deliveryRow, HEADS } from '../deliveries/rows.ts';

/** Deliveries of one event that are shown. */
const DELIVERIES = 100;

/** `signal-hooks events show <id>`: its record, and what became of it. */
export async function showEvent(id: string, options: ApiOptions): Promise<void> {
  const { event, deliveries } = await withApi(options, async (api) => ({
    event: await api(getEvent(id)),
    deliveries: (await api(listDeliveries({ event_id: id, limit: DELIVERIES }))).data,
  }));
  if (options.json) {
    print(JSON.stringify({ ...event, deliveries }, null, 2));
    return;
  }
  print(strong(`${event.id}  of source ${event.source_id}`));
  if (event.payload_gone !== null) print(GONE[event.payload_gone]);
  const { raw: _raw, ...record } = event.record as Readonly<Record<string, unknown>>;
  const filled = Object.entries(record).filter(([, cell]) => !isEmpty(cell));
  printTable(filled.map(([key, cell]) => [key, tame(textOf(cell), 200)]));
  if (deliveries.length === 0) print('Nobody is subscribed to it.');
  else printTable([HEADS.map(strong), ...deliveries.map(deliveryRow)]);
}

/** Why most of a record is empty. */
const GONE: Readonly<Record<NonNullable<GatewayEvent['payload_gone']>, string>> = {
  expired: 'Its payload has expired (SIGNAL_HOOKS_PAYLOAD_DAYS): this is what is known without it.',
  erased: 'Its payload was erased: this is what is known without it.',
};

const isEmpty = (cell: unknown): boolean =>
  cell === null || cell === '' || (Array.isArray(cell) && cell.length === 0);

const textOf = (cell: unknown): string =>
  typeof cell === 'string' ? cell : (JSON.stringify(cell) ?? '');
