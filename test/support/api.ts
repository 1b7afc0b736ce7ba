import { type Reply, send } from './http.ts';

/** The gateway's API, as far as the tests look into it. */
export class Api {
  readonly #url: string;
  readonly #token: string;

  constructor(url: string, token: string) {
    this.#url = url;
    this.#token = token;
  }

  get(path: string): Promise<Reply> {
    return this.call('GET', path);
  }

  post(path: string, body: object): Promise<Reply> {
    return this.call('POST', path, body);
  }

  /** Every row of a list, page by page. @throws {Error} if a page is refused */
  async all<Row>(path: string): Promise<Row[]> {
    const rows: Row[] = [];
    let cursor: unknown = null;
    do {
      const page: string = cursor === null ? '' : `&cursor=${encodeURIComponent(String(cursor))}`;
      const separator = path.includes('?') ? '&' : '?';
      const reply = await this.get(`${path}${separator}limit=100${page}`);
      if (reply.status !== 200) throw new Error(`${path}: ${reply.status} ${reply.text}`);
      rows.push(...(reply.json.data as Row[]));
      cursor = reply.json.next_cursor;
    } while (cursor !== null);
    return rows;
  }

  call(method: string, path: string, body?: object): Promise<Reply> {
    return send(this.#url + path, {
      method,
      headers: {
        authorization: `Bearer ${this.#token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }
}

/** An event as `/v1/events` shows it, as far as the tests look at it. */
export interface EventRow {
  readonly id: string;
  readonly record: { readonly [key: string]: unknown };
}
