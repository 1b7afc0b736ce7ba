import { crc32, deflateSync, inflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');
const COLOURS = 256;

/** A picture, one number per pixel: 0xRRGGBB. */
interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly colours: Uint32Array;
}

/**
 * Writes a browser's picture again with a palette, in about a third of the bytes. The screens
 * have few colours; where there are more than 256, rare ones become the nearest frequent one.
 * https://www.w3.org/TR/png-3/
 *
 * @param png 8 bits per channel, not interlaced, as Chromium takes screenshots
 */
export function withPalette(png: Buffer): Buffer {
  const { width, height, colours } = decode(png);
  const frequency = new Map<number, number>();
  for (const colour of colours) frequency.set(colour, (frequency.get(colour) ?? 0) + 1);
  const palette = [...frequency.keys()]
    .sort((a, b) => (frequency.get(b) ?? 0) - (frequency.get(a) ?? 0))
    .slice(0, COLOURS);
  const indexes = new Map([...frequency.keys()].map((key) => [key, nearest(palette, key)]));
  // Each row begins with its filter: none, which is best for a palette.
  const rows = Buffer.alloc((width + 1) * height);
  colours.forEach((colour, at) => {
    rows[at + Math.floor(at / width) + 1] = indexes.get(colour) ?? 0;
  });
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // 8 bits per pixel, of kind 3: indexes of a palette.
  header.set([8, 3], 8);
  return Buffer.concat([
    ...[SIGNATURE, chunk('IHDR', header)],
    chunk('PLTE', Buffer.from(palette.flatMap((colour) => channels(colour)))),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

const channels = (colour: number): number[] => [colour >> 16, (colour >> 8) & 255, colour & 255];

function nearest(palette: readonly number[], colour: number): number {
  const exact = palette.indexOf(colour);
  if (exact !== -1) return exact;
  const distance = (other: number): number => {
    const theirs = channels(other);
    return channels(colour).reduce((sum, value, i) => sum + (value - (theirs[i] ?? 0)) ** 2, 0);
  };
  return palette.reduce(
    (best, other, at) => (distance(other) < distance(palette[best] ?? 0) ? at : best),
    0,
  );
}

function chunk(type: string, data: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const content = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(content));
  return Buffer.concat([length, content, sum]);
}

function decode(png: Buffer): Pixels {
  const parts: Buffer[] = [];
  for (let at = SIGNATURE.length; at < png.length; at += png.readUInt32BE(at) + 12) {
    const data = png.subarray(at + 8, at + 8 + png.readUInt32BE(at));
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT') parts.push(data);
  }
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
  const size = png[25] === 6 ? 4 : 3;
  const rows = unfilter(inflateSync(Buffer.concat(parts)), width * size, size);
  const colours = new Uint32Array(width * height);
  for (let at = 0; at < colours.length; at += 1) {
    colours[at] = rows.readUIntBE(at * size, 3);
  }
  return { width, height, colours };
}

/** @param stride bytes per row, without its filter @param size bytes per pixel */
function unfilter(data: Buffer, stride: number, size: number): Buffer {
  const count = data.length / (stride + 1);
  const rows = Buffer.alloc(stride * count);
  for (let row = 0; row < count; row += 1) {
    const filter = data[row * (stride + 1)] ?? 0;
    for (let x = 0; x < stride; x += 1) {
      const at = row * stride + x;
      const left = x < size ? 0 : (rows[at - size] ?? 0);
      const up = row === 0 ? 0 : (rows[at - stride] ?? 0);
      const corner = x < size || row === 0 ? 0 : (rows[at - stride - size] ?? 0);
      rows[at] = (data[row * (stride + 1) + 1 + x] ?? 0) + predict(filter, left, up, corner);
    }
  }
  return rows;
}

function predict(filter: number, left: number, up: number, corner: number): number {
  if (filter === 1) return left;
  if (filter === 2) return up;
  if (filter === 3) return (left + up) >> 1;
  return filter === 4 ? paeth(left, up, corner) : 0;
}

function paeth(left: number, up: number, corner: number): number {
  const guess = left + up - corner;
  const [toLeft, toUp, toCorner] = [left, up, corner].map((value) => Math.abs(guess - value));
  if ((toLeft ?? 0) <= (toUp ?? 0) && (toLeft ?? 0) <= (toCorner ?? 0)) return left;
  return (toUp ?? 0) <= (toCorner ?? 0) ? up : corner;
}
