/** The release; `npm run generate` takes it from package.json. */
export const VERSION = '1.0.0-rc.0';
