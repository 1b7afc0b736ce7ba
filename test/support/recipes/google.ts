import {
  bearerOf,
  type EmulatedService,
  jsonOf,
  type ServiceAnswer,
  type ServiceRequest,
} from './emulated-service.ts';
import { type Cell, Grid, GridError, type InputOption } from './sheet-grid.ts';

/** What an OAuth client and its user have got from Google, as n8n keeps it. */
export const GOOGLE_ACCOUNT = {
  clientId: 'recipes.apps.googleusercontent.com',
  clientSecret: 'client-secret-of-the-recipes',
  oauthTokenData: {
    access_token: 'an-access-token-that-has-run-out',
    refresh_token: 'refresh-token-of-the-user',
    token_type: 'Bearer',
    expires_in: 3599,
    scope: 'https://www.googleapis.com/auth/spreadsheets',
  },
} as const;

const ACCESS_TOKEN = 'the-access-token-of-today';

/** What the user has made in Google Sheets. */
export interface NewSheet {
  /** Of the spreadsheet. */
  readonly id: string;
  readonly title: string;
  /** Pasted into its first row. */
  readonly header?: readonly string[];
  readonly rowCount?: number;
}

/** A write that Google refuses, as it does when there are too many. */
interface Trouble {
  readonly status: number;
  left: number;
}

/**
 * Plays Google Sheets: its values, its limits, and the token behind it.
 * https://developers.google.com/workspace/sheets/api/reference/rest
 */
export class Google implements EmulatedService {
  readonly hosts = ['sheets.googleapis.com', 'oauth2.googleapis.com', 'www.googleapis.com'];
  readonly #grids = new Map<string, Grid>();
  readonly #trouble = new Map<string, Trouble>();
  /** How each write was asked for. */
  readonly writes: { readonly id: string; readonly method: string; readonly option: string }[] = [];

  make({ id, title, header, rowCount }: NewSheet): void {
    this.#grids.set(id, new Grid(title, header, rowCount));
  }

  /** All rows of a spreadsheet's sheet. @throws {Error} if nobody has made it */
  rows(id: string): Cell[][] {
    return this.#grid(id).rows;
  }

  formulas(id: string): string[] {
    return this.#grid(id).formulas;
  }

  /** The next writes to a spreadsheet fail. */
  refuse(id: string, status: number, times: number): void {
    this.#trouble.set(id, { status, left: times });
  }

  answer(asked: ServiceRequest): ServiceAnswer {
    if (asked.headers.host === 'oauth2.googleapis.com') return token(asked);
    if (bearerOf(asked) !== ACCESS_TOKEN) {
      return failure(401, 'UNAUTHENTICATED', 'Request had invalid authentication credentials.');
    }
    const path = /^\/v4\/spreadsheets\/([^/:]+)(.*)$/.exec(asked.path);
    const [, id = '', rest = ''] = path ?? [];
    const grid = this.#grids.get(id);
    if (grid === undefined) return failure(404, 'NOT_FOUND', 'Requested entity was not found.');
    try {
      return asked.method === 'GET' ? read(grid, rest) : this.#write(asked, id, grid, rest);
    } catch (error) {
      if (!(error instanceof GridError)) throw error;
      return failure(400, 'INVALID_ARGUMENT', error.message);
    }
  }

  #write(asked: ServiceRequest, id: string, grid: Grid, rest: string): ServiceAnswer {
    const trouble = this.#trouble.get(id);
    if (trouble !== undefined && trouble.left > 0) {
      trouble.left -= 1;
      return failure(trouble.status, 'UNAVAILABLE', 'The service is currently unavailable.');
    }
    if (rest === ':batchUpdate') return appendDimension(asked, id, grid);
    const answered = writeValues(asked, id, grid, rest);
    const option = asked.query.get('valueInputOption') ?? optionIn(asked);
    this.writes.push({ id, method: rest.split(':').at(-1) ?? '', option });
    return answered;
  }

  #grid(id: string): Grid {
    const grid = this.#grids.get(id);
    if (grid === undefined) throw new Error(`there is no spreadsheet ${id}`);
    return grid;
  }
}

/** https://developers.google.com/identity/protocols/oauth2/web-server#offline */
function token({ method, path, body }: ServiceRequest): ServiceAnswer {
  const form = new URLSearchParams(body);
  const isOurs =
    form.get('grant_type') === 'refresh_token' &&
    form.get('refresh_token') === GOOGLE_ACCOUNT.oauthTokenData.refresh_token;
  if (method !== 'POST' || path !== '/token' || !isOurs) {
    return { status: 400, json: { error: 'invalid_grant', error_description: 'Bad Request' } };
  }
  const { scope } = GOOGLE_ACCOUNT.oauthTokenData;
  const json = { access_token: ACCESS_TOKEN, expires_in: 3599, scope, token_type: 'Bearer' };
  return { status: 200, json };
}

function read(grid: Grid, rest: string): ServiceAnswer {
  if (rest === '') {
    const { title, rowCount, columnCount } = grid;
    const gridProperties = { rowCount, columnCount };
    const properties = { sheetId: 0, title, index: 0, sheetType: 'GRID', gridProperties };
    return { status: 200, json: { sheets: [{ properties }] } };
  }
  const a1 = rangeIn(grid, rest.replace(/^\/values\//, ''));
  const values = grid.read(grid.range(a1));
  const range = `'${grid.title}'!${a1}`;
  // Google leaves `values` out where there are none.
  return {
    status: 200,
    json: { range, majorDimension: 'ROWS', ...(values.length > 0 && { values }) },
  };
}

interface ValueRange {
  readonly range: string;
  readonly values: readonly (readonly unknown[])[];
}

function writeValues(asked: ServiceRequest, id: string, grid: Grid, rest: string): ServiceAnswer {
  if (rest === '/values:batchUpdate') {
    const { data } = jsonOf<{ readonly data: readonly ValueRange[] }>(asked);
    for (const { range, values } of data) {
      grid.write(grid.range(rangeIn(grid, range)), values, inputOption(optionIn(asked)));
    }
    return { status: 200, json: { spreadsheetId: id, totalUpdatedCells: data.length } };
  }
  const { values } = jsonOf<ValueRange>(asked);
  const option = inputOption(asked.query.get('valueInputOption'));
  const [name = '', isAppend] = rest.replace(/^\/values\//, '').split(/:(append)$/);
  const a1 = rangeIn(grid, name);
  if (isAppend === undefined) grid.write(grid.range(a1), values, option);
  else grid.append(Number(/^[A-Z]*(\d+)/.exec(a1)?.[1] ?? 1) - 1, values, option);
  return { status: 200, json: { spreadsheetId: id, updatedRows: values.length } };
}

const optionIn = (asked: ServiceRequest): string =>
  jsonOf<{ readonly valueInputOption?: string }>(asked).valueInputOption ?? '';

function inputOption(option: string | null): InputOption {
  if (option === 'RAW' || option === 'USER_ENTERED') return option;
  throw new GridError("'valueInputOption' is required but not specified");
}

/** The part behind the sheet's name. */
function rangeIn({ title }: Grid, range: string): string {
  const [, quoted, bare, a1 = ''] = /^(?:'([^']*)'|([^'!]*))(?:!(.*))?$/.exec(range) ?? [];
  if ((quoted ?? bare) !== title) throw new GridError(`Unable to parse range: ${range}`);
  return a1;
}

interface Dimension {
  readonly appendDimension?: { readonly dimension: string; readonly length: number };
}

function appendDimension(asked: ServiceRequest, id: string, grid: Grid): ServiceAnswer {
  for (const { appendDimension: more } of jsonOf<{ requests: Dimension[] }>(asked).requests) {
    if (more === undefined) throw new GridError('Only appendDimension is emulated.');
    if (more.dimension === 'ROWS') grid.rowCount += more.length;
    else grid.columnCount += more.length;
  }
  return { status: 200, json: { spreadsheetId: id, replies: [{}] } };
}

const failure = (code: number, status: string, message: string): ServiceAnswer => ({
  status: code,
  json: { error: { code, message, status } },
});
