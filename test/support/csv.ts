/**
 * Reads CSV by the letter of RFC 4180, behind the byte order mark that Excel wants: a second
 * opinion on what was written.
 */
export function parseCsv(text: string): string[][] {
  if (!text.startsWith('\ufeff')) throw new Error('there is no byte order mark');
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 1;
  while (at < text.length) {
    const [cell, end] = text[at] === '"' ? quoted(text, at) : bare(text, at);
    row.push(cell);
    if (text[end] === ',') at = end + 1;
    else {
      rows.push(row);
      row = [];
      if (end < text.length && text.slice(end, end + 2) !== '\r\n') {
        throw new Error(`a row ends with ${JSON.stringify(text.slice(end, end + 10))}`);
      }
      at = end + 2;
    }
  }
  return rows;
}

function quoted(text: string, start: number): [cell: string, end: number] {
  let cell = '';
  for (let at = start + 1; at < text.length; at += 1) {
    if (text[at] !== '"') cell += text[at];
    else if (text[at + 1] === '"') {
      cell += '"';
      at += 1;
    } else return [cell, at + 1];
  }
  throw new Error('a quote is not closed');
}

function bare(text: string, start: number): [cell: string, end: number] {
  let end = start;
  while (end < text.length && !',"\r\n'.includes(text[end] as string)) end += 1;
  return [text.slice(start, end), end];
}
