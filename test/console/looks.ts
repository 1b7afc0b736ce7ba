/** How a viewer sees the console. */
export interface Look {
  readonly width: 390 | 1280;
  readonly language: 'en' | 'ru';
  readonly theme: 'light' | 'dark';
}

/** Each pair of a width, a language and a theme at least once. */
export const LOOKS: readonly Look[] = [
  { width: 1280, language: 'en', theme: 'light' },
  { width: 1280, language: 'ru', theme: 'dark' },
  { width: 390, language: 'en', theme: 'dark' },
  { width: 390, language: 'ru', theme: 'light' },
];

/** For tests of what does not depend on how it looks. */
export const USUAL_LOOK: Look = { width: 1280, language: 'en', theme: 'light' };
