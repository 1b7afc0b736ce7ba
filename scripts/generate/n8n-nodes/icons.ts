import { readFileSync } from 'node:fs';

/** Colours on a light background, and what each becomes on a dark one. */
const DARK: Readonly<Record<string, string>> = {
  // Blue, petrol, violet, red, green, grey: the line, then the area it encloses.
  '#1c5fd4': '#7fb0ff',
  '#d6e4fb': '#243a60',
  '#0b7285': '#5fd0df',
  '#cdeef2': '#17454d',
  '#7040cc': '#b79bff',
  '#e8defb': '#3b2f60',
  '#b01e56': '#ff8ab1',
  '#fbdfe9': '#5b2439',
  '#2b8a3e': '#74d68a',
  '#d5f0db': '#204a2b',
  '#26344f': '#d5deed',
  '#dbe2ee': '#3e4a61',
  // What catches the eye.
  '#e8590c': '#ffa94d',
};

/**
 * A provider's icon, for light and for dark backgrounds.
 * @throws {Error} if it has none, or one with other colours than those above
 */
export function iconsOf(root: string, id: string): { light: string; dark: string } {
  const path = `packages/catalogue/src/providers/${id}/icon.svg`;
  const light = readFileSync(root + path, 'utf8');
  const dark = light.replace(/#[0-9a-f]{3,8}\b/gi, (colour) => {
    const darker = DARK[colour.toLowerCase()];
    if (darker !== undefined) return darker;
    throw new Error(`${path}: ${colour} is none of ${Object.keys(DARK).join(', ')}`);
  });
  if (dark === light)
    throw new Error(`${path}: it has no colour, so it is the same on a dark page`);
  return { light, dark };
}
