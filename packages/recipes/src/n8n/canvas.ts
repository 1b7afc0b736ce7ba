import type { Note, Step } from './recipe.ts';

/** In the canvas's pixels, from left to right and downwards. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The distances between nodes. All of this is in steps of 16, n8n's grid. */
const [COLUMN, ROW] = [256, 384];
/** What a note shows beside its nodes, above the first row and below the last one. */
const [ASIDE, ABOVE, BELOW] = [64, 160, 176];
/** Width of a node without its name. */
const NODE = 96;
/** Between the set-up's note and the others. */
const GAP = 32;
const SET_UP_WIDTH = 480;

/** How the parts of a note are set, in pixels. */
const STYLES = [
  { begins: /^## /, line: 30, after: 12, indent: 0, characterWidth: 10 },
  { begins: /^### /, line: 30, after: 20, indent: 0, characterWidth: 9 },
  { begins: /^\d+\. /, line: 19, after: 13, indent: 32, characterWidth: 7.2 },
  { begins: /^/, line: 25, after: 12, indent: 0, characterWidth: 7.5 },
] as const;
const PADDING = 16;
/** Code is set in a wider font. */
const CODE_FACTOR = 1.4;

/** A node's position: the corner of a square of 96 pixels, its name below. */
export const placeOf = ({ column, row }: Step): [x: number, y: number] => [
  column * COLUMN,
  row * ROW,
];

/** A note behind its nodes, with room for the text above them. */
export function boxOf({ columns: [left, right], rows: [top, bottom] }: Note): Box {
  return {
    x: left * COLUMN - ASIDE,
    y: top * ROW - ABOVE,
    width: (right - left) * COLUMN + NODE + 2 * ASIDE,
    height: (bottom - top) * ROW + ABOVE + BELOW,
  };
}

/** The note that explains the whole, on the left of everything, as high as its text needs. */
export function setUpBox(text: string, steps: readonly Step[]): Box {
  const top = Math.min(...steps.map(({ row }) => row)) * ROW - ABOVE;
  return {
    x: -ASIDE - GAP - SET_UP_WIDTH,
    y: top,
    width: SET_UP_WIDTH,
    height: heightOf(text, SET_UP_WIDTH),
  };
}

/** How high a note has to be for its text, rounded up to the grid. */
function heightOf(text: string, width: number): number {
  const heights = text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const style = STYLES.find(({ begins }) => begins.test(line)) ?? STYLES[3];
      const room = width - 2 * PADDING - style.indent;
      return Math.ceil(widthOf(line, style.characterWidth) / room) * style.line + style.after;
    });
  return Math.ceil((heights.reduce((sum, each) => sum + each, 0) + 2 * PADDING) / 16) * 16;
}

/** Of a line's text as it is shown: addresses of links are not. */
function widthOf(line: string, characterWidth: number): number {
  const shown = line.replace(/\]\([^)]*\)/g, '');
  const code = [...shown.matchAll(/`([^`]+)`/g)].reduce(
    (sum, [, word = '']) => sum + word.length,
    0,
  );
  return (shown.length + code * (CODE_FACTOR - 1)) * characterWidth;
}
