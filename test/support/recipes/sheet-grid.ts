/** What a cell shows. */
export type Cell = string | number | boolean;

/** A range in A1 notation, resolved: rows and columns from 0, the last ones included. */
export interface Range {
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
}

/** The request does not fit the sheet; Google answers it 400 with this message. */
export class GridError extends Error {
  override readonly name = 'GridError';
}

/** How values are taken: as they are, or as if somebody had typed them. */
export type InputOption = 'RAW' | 'USER_ENTERED';

interface Stored {
  readonly value: Cell;
  readonly formula?: string;
}

/** In characters. https://support.google.com/drive/answer/37603 */
const LONGEST_CELL = 50_000;

/** One sheet of a spreadsheet, with the limits of Google's. */
export class Grid {
  readonly title: string;
  rowCount: number;
  columnCount: number;
  readonly #rows: (Stored | undefined)[][] = [];

  constructor(title: string, header: readonly string[] = [], rowCount = 1000) {
    this.title = title;
    this.rowCount = rowCount;
    // A new sheet has 26 columns; what is pasted makes room for itself.
    this.columnCount = Math.max(26, header.length);
    header.forEach((name, column) => {
      this.#put(0, column, { value: name });
    });
  }

  /** All rows as somebody sees them; '' where nothing is, without empty ones at the end. */
  get rows(): Cell[][] {
    return this.read({ top: 0, left: 0, bottom: this.rowCount - 1, right: this.columnCount - 1 });
  }

  /** The formulas, wherever they are. */
  get formulas(): string[] {
    return this.#rows.flat().flatMap((cell) => cell?.formula ?? []);
  }

  /** @param a1 without the sheet's name; '' is the whole sheet */
  range(a1: string): Range {
    const { rowCount, columnCount } = this;
    if (a1 === '') return { top: 0, left: 0, bottom: rowCount - 1, right: columnCount - 1 };
    const [first = '', last = first] = a1.split(':');
    const [start, end] = [first, last].map((corner) => /^([A-Z]*)(\d*)$/.exec(corner));
    if (!start || !end) throw new GridError(`Unable to parse range: ${this.title}!${a1}`);
    const range = {
      top: start[2] ? Number(start[2]) - 1 : 0,
      left: start[1] ? columnOf(start[1]) : 0,
      bottom: end[2] ? Number(end[2]) - 1 : rowCount - 1,
      right: end[1] ? columnOf(end[1]) : columnCount - 1,
    };
    if (range.bottom < rowCount && range.right < columnCount) return range;
    const limits = `Max rows: ${rowCount}, max columns: ${columnCount}`;
    throw new GridError(`Range (${this.title}!${a1}) exceeds grid limits. ${limits}`);
  }

  /** Without the empty cells at the end of rows, and the empty rows at the end. */
  read({ top, left, bottom, right }: Range): Cell[][] {
    const rows = this.#rows
      .slice(top, bottom + 1)
      .map((row) => trimmed(Array.from(row).slice(left, right + 1)));
    while (rows.at(-1)?.length === 0) rows.pop();
    return rows;
  }

  /** @throws {GridError} if there are more values than the range has cells, or one is too long */
  write(range: Range, values: readonly (readonly unknown[])[], option: InputOption): void {
    const width = range.right - range.left + 1;
    const wide = values.find((row) => row.length > width);
    if (wide !== undefined) {
      const [first, last] = [range.left, range.right].map(nameOf);
      const where = `'${this.title}'!${first}${range.top + 1}:${last}${range.bottom + 1}`;
      const column = nameOf(range.right + 1);
      throw new GridError(
        `Requested writing within range [${where}], but tried writing to column [${column}]`,
      );
    }
    if (values.flat().some((value) => String(value).length > LONGEST_CELL)) {
      throw new GridError(
        `Your input contains more than the maximum of ${LONGEST_CELL} characters in a single cell.`,
      );
    }
    values.forEach((row, y) => {
      row.forEach((value, x) => {
        // Google leaves a cell as it is for null.
        if (value !== null) this.#put(range.top + y, range.left + x, store(value, option));
      });
    });
  }

  /** Writes below the table that the range touches; the sheet grows if it has to. */
  append(
    top: number,
    values: readonly (readonly unknown[])[],
    option: InputOption,
  ): { readonly row: number } {
    let row = top;
    while (this.#rows[row]?.some((cell) => cell !== undefined)) row += 1;
    this.rowCount = Math.max(this.rowCount, row + values.length);
    this.columnCount = Math.max(this.columnCount, ...values.map(({ length }) => length));
    const bottom = row + values.length - 1;
    this.write({ top: row, left: 0, bottom, right: this.columnCount - 1 }, values, option);
    return { row };
  }

  #put(row: number, column: number, cell: Stored | undefined): void {
    while (this.#rows.length <= row) this.#rows.push([]);
    const cells = this.#rows[row];
    if (cells !== undefined) cells[column] = cell;
  }
}

/** What becomes of a value; nothing for ''. */
function store(value: unknown, option: InputOption): Stored | undefined {
  if (value === '') return undefined;
  if (typeof value === 'number' || typeof value === 'boolean') return { value };
  if (typeof value !== 'string') throw new GridError('Invalid values: a cell is no scalar');
  return option === 'RAW' ? { value } : typed(value);
}

/** As if somebody had typed it: formulas are computed, numbers lose their leading zeros. */
function typed(text: string): Stored {
  if (/^[=+].|^-[^\d.]/.test(text) && !/^[+-]?[\d.]+$/.test(text)) {
    return { value: '#ERROR!', formula: text };
  }
  if (/^[+-]?\d+(?:\.\d+)?$/.test(text)) return { value: Number(text) };
  if (/^(?:true|false)$/i.test(text)) return { value: /^true$/i.test(text) };
  return { value: text.replace(/^'/, '') };
}

function trimmed(cells: readonly (Stored | undefined)[]): Cell[] {
  const values = cells.map((cell) => cell?.value ?? '');
  while (values.at(-1) === '') values.pop();
  return values;
}

/** A is 0, AA is 26. */
const columnOf = (letters: string): number =>
  [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;

function nameOf(column: number): string {
  const before = column < 26 ? '' : nameOf(Math.floor(column / 26) - 1);
  return before + String.fromCharCode(65 + (column % 26));
}
