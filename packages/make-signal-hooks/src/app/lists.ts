import type { JsonRecord } from './json.ts';

/** What a dropdown shows at most. */
export const MAX_CHOICES = 300;

const PAGE = 100;

/** Whether an answer is a list of the gateway's. */
export const IS_LIST = "{{statusCode < 300 && ifempty(body.data, 'none') != 'none'}}";

const CURSOR = { cursor: '{{body.next_cursor}}' };

/** A list that is read page by page, until the module's limit. */
export const everyPage = (url: string, qs: JsonRecord, output: string): JsonRecord => ({
  url,
  method: 'GET',
  qs: { limit: PAGE, ...qs },
  response: {
    valid: IS_LIST,
    iterate: '{{body.data}}',
    output,
    limit: '{{parameters.limit}}',
  },
  pagination: { qs: CURSOR, condition: '{{body.next_cursor}}' },
});

/** A list that is read as far as a dropdown goes. */
export const firstPages = (url: string, qs: JsonRecord, output: JsonRecord): JsonRecord => ({
  url,
  method: 'GET',
  qs: { ...qs, limit: PAGE },
  response: { valid: IS_LIST, iterate: '{{body.data}}', output, limit: MAX_CHOICES },
  pagination: {
    qs: CURSOR,
    condition: `{{body.next_cursor && pagination.page <= ${MAX_CHOICES / PAGE}}}`,
  },
});
