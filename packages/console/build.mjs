/** Builds the page into `dist`: part of `npm run build`. */
import { build } from 'vite';

await build({ configFile: `${import.meta.dirname}/vite.config.mjs`, logLevel: 'warn' });
