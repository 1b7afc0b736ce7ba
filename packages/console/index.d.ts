/** The folder with the built page: `index.html`, and `assets/` with `.br` and `.gz` beside each file. */
export const consoleFolder: string;
