/**
 * Loaded into the n8n process before anything else (`NODE_OPTIONS=--import …`): requests to the
 * services, whose addresses are fixed in n8n's nodes, go to the emulated ones on this machine,
 * over plain HTTP. Requests to all other hosts are left alone.
 */
import http, { type ClientRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import https from 'node:https';
import { syncBuiltinESMExports } from 'node:module';
import { urlToHttpOptions } from 'node:url';

const HOSTS: ReadonlySet<string> = new Set(process.env.STAND_INS_HOSTS?.split(','));

/** Where the emulated services listen, on 127.0.0.1. */
const PORT = process.env.STAND_INS_PORT;

type Callback = (response: IncomingMessage) => void;
/** `request(url, callback)`, `request(options, callback)` or `request(url, options, callback)` */
type Arguments = [string | URL | RequestOptions, (RequestOptions | Callback)?, Callback?];

const original = https.request as (...args: Arguments) => ClientRequest;

function request(...args: Arguments): ClientRequest {
  const { options, callback } = read(args);
  const host = options.hostname ?? options.host ?? '';
  if (!HOSTS.has(host)) return original(...args);
  const { agent: _agent, headers, ...rest } = options;
  const here = { protocol: 'http:', host: '127.0.0.1', hostname: '127.0.0.1', port: PORT };
  // The emulated services are distinguished by the host that was meant.
  return http.request({ ...rest, ...here, headers: { ...headers, host } }, callback);
}

function read([first, second, third]: Arguments): {
  options: RequestOptions;
  callback: Callback | undefined;
} {
  const isUrl = typeof first === 'string' || first instanceof URL;
  const target = isUrl ? urlToHttpOptions(new URL(first)) : first;
  const more = typeof second === 'object' ? second : {};
  const callback = typeof second === 'function' ? second : third;
  return { options: { ...target, ...more } as RequestOptions, callback };
}

if (PORT !== undefined) {
  https.request = request as typeof https.request;
  https.get = ((...args: Arguments) => request(...args).end()) as typeof https.get;
  syncBuiltinESMExports();
}
