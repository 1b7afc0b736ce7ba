import { randomBytes } from 'node:crypto';
import sharp from 'sharp';
import { compressPicture, isCompressed, MAX_PICTURE_SIZE } from '../compress-picture.ts';

/** A screen as browsers draw it: flat areas, a line of text, eight bits for each of four channels. */
const SCREEN = `<svg xmlns="http://www.w3.org/2000/svg" width="800" height="400">
  <rect width="800" height="400" fill="#f5f6f8"/>
  <rect x="40" y="40" width="300" height="120" rx="12" fill="#ffefdb" stroke="#d0d4e0"/>
  <circle cx="600" cy="200" r="90" fill="#0b7a67"/>
  <path d="M60 120 C 200 20, 400 380, 700 120" stroke="#1b1e28" stroke-width="3" fill="none"/>
</svg>`;

test('a screen is smaller with a palette, and looks the same', async () => {
  const taken = await sharp(Buffer.from(SCREEN)).png().toBuffer();
  expect(await isCompressed(taken)).toBe(false);
  const compressed = await compressPicture(taken);
  expect(await isCompressed(compressed)).toBe(true);
  expect(compressed.length).toBeLessThan(taken.length);
  const pixels = (png: Buffer): Promise<Buffer> => sharp(png).removeAlpha().raw().toBuffer();
  const [before, after] = [await pixels(taken), await pixels(compressed)];
  expect(after).toHaveLength(before.length);
  // 13 of 255 is a step that the eye hardly sees; only edges, which are between two colours, take more.
  const visible = before.filter((value, at) => Math.abs(value - (after[at] ?? 0)) > 13);
  expect(visible.length / before.length).toBeLessThan(0.005);
});

test('what stays too large is refused', async () => {
  const raw = { width: 600, height: 600, channels: 1 } as const;
  const noise = await sharp(randomBytes(600 * 600), { raw })
    .png()
    .toBuffer();
  await expect(compressPicture(noise)).rejects.toThrow(String(MAX_PICTURE_SIZE));
});
