import sharp from 'sharp';

/** In bytes: a page with pictures shall open quickly. */
export const MAX_PICTURE_SIZE = 120_000;

/**
 * A screenshot with as many colours as the eye needs, in about a quarter of the bytes. Screens are
 * flat areas and text, so no pattern of dots is needed to look as before, also at twice the size.
 *
 * @param picture in any format that sharp reads
 * @returns a PNG with a palette
 * @throws {Error} if it is larger than {@link MAX_PICTURE_SIZE} all the same
 */
export async function compressPicture(picture: Uint8Array): Promise<Buffer> {
  const png = await sharp(picture)
    .png({ palette: true, quality: 80, dither: 0, effort: 10, compressionLevel: 9 })
    .toBuffer();
  if (png.length > MAX_PICTURE_SIZE) {
    throw new Error(`the picture is too large: ${png.length} of ${MAX_PICTURE_SIZE} bytes`);
  }
  return png;
}

/** Whether a picture is a PNG with a palette, as {@link compressPicture} writes it. */
export async function isCompressed(picture: Uint8Array): Promise<boolean> {
  const { format, isPalette } = await sharp(picture).metadata();
  return format === 'png' && isPalette;
}
