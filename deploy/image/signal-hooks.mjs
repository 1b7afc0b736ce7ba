/** The command line in the image, by a short name. */
import './node_modules/@signal-hooks/cli/bin/signal-hooks.js';
