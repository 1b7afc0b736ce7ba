import { ProviderApiError } from '@signal-hooks/catalogue';
import { type Call, type Client, type Page, pages } from '@signal-hooks/client';
import type { IDataObject } from 'n8n-workflow';
import type { Input } from './input.ts';

/** What an operation does for one input item. @returns the `json` of the items that come out */
export type Operation = (client: Client, input: Input) => Promise<IDataObject[]>;

/** The part of a list that is asked for next. */
interface PageQuery {
  readonly limit: number;
  readonly cursor: string | undefined;
}

const PAGE = 100;
/** Requests for one input item: lists of which a page may be short need many. */
const MAX_PAGES = 1000;

const asItIs = (value: object): IDataObject => value as IDataObject;

/** One call, whose answer becomes one item. */
export const one =
  <Answer extends object>(
    call: (input: Input) => Call<Answer>,
    itemOf: (answer: Answer, input: Input) => IDataObject = asItIs,
  ): Operation =>
  async (client, input) => [itemOf(await client(call(input)), input)];

/** A list, by "Return All" and "Limit"; each row becomes an item. */
export const many =
  <Row extends object>(
    page: (input: Input, query: PageQuery) => Call<Page<Row>>,
    itemOf: (row: Row, input: Input) => IDataObject = asItIs,
  ): Operation =>
  async (client, input) => {
    const most = input.isOn('returnAll') ? Number.POSITIVE_INFINITY : (input.number('limit') ?? 50);
    const rows = await rowsOf(
      client,
      (cursor) => page(input, { limit: Math.min(PAGE, most), cursor }),
      most,
    );
    return rows.map((row) => itemOf(row, input));
  };

/** The first rows of a list. @throws {ProviderApiError} where it takes too many requests to find them */
export async function rowsOf<Row>(
  client: Client,
  page: (cursor: string | undefined) => Call<Page<Row>>,
  most: number = Number.POSITIVE_INFINITY,
): Promise<Row[]> {
  const rows: Row[] = [];
  let isMore = false;
  for await (const { data, next_cursor } of pages(client, page, MAX_PAGES)) {
    rows.push(...data);
    if (rows.length >= most) return rows.slice(0, most);
    isMore = next_cursor !== null;
  }
  if (!isMore) return rows;
  throw new ProviderApiError(
    'provider_invalid',
    `The list does not end after ${MAX_PAGES} requests. Restrict it by its filters, or turn off “Return All”.`,
  );
}
