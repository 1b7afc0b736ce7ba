import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { compress } from './compress.mjs';

/** The gateway that `npm run dev` talks to. */
const gateway = process.env.SIGNAL_HOOKS_DEV_GATEWAY ?? 'http://127.0.0.1:8787';

export default defineConfig({
  root: import.meta.dirname,
  // Relative, so that the page works below any path: the gateway sets <base> in index.html.
  base: './',
  plugins: [react(), compress()],
  build: {
    target: ['chrome123', 'edge123', 'firefox121', 'safari17.5'],
    // Images as files: the content security policy then needs no "data:" of ours.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    // Their licences ask for a copy beside the bundle.
    license: { fileName: 'third-party-licences.txt' },
  },
  server: { proxy: { '/v1': gateway } },
});
