/**
 * Loaded into the gateway's process before anything else: what is asked of an address of Cloudflare's
 * quick tunnels comes out at `STAND_IN_PORT` of this machine, as through the tunnel.
 */
const { fetch } = globalThis;
globalThis.fetch = (input, init) => {
  const url = new URL(String(input));
  if (!url.hostname.endsWith('.trycloudflare.com')) return fetch(input, init);
  return fetch(`http://127.0.0.1:${process.env.STAND_IN_PORT}${url.pathname}`, init);
};
