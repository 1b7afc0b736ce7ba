/** The image's health check: ends with 0 if the gateway in this container can do its work. */
const port = process.env.SIGNAL_HOOKS_PORT || '8787';
const answer = await fetch(`http://127.0.0.1:${port}/healthz`).catch(() => null);
process.exitCode = answer?.ok === true ? 0 : 1;
