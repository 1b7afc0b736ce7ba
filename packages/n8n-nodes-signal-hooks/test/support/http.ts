import type { IHttpRequestOptions } from 'n8n-workflow';
import { axios } from './outside.ts';

/** As n8n sets its client up: @n8n/backend-network, `http/axios/config.js`. */
const client = axios.create({ proxy: false, timeout: 300_000 });
for (const method of ['post', 'put', 'patch']) client.defaults.headers[method] = {};
client.interceptors.request.use((config) => {
  if (config.data === undefined) config.headers.setContentType?.(false, false);
  return config;
});

const isFilled = (body: unknown): boolean =>
  typeof body === 'string' ||
  body instanceof URLSearchParams ||
  (typeof body === 'object' && body !== null && Object.keys(body).length > 0);

const hasHeader = (headers: object, name: string): boolean =>
  Object.keys(headers).some((key) => key.toLowerCase() === name);

/**
 * n8n's `helpers.httpRequest`: @n8n/backend-network, `http/axios/request.js`, without proxies
 * and agents. An empty object as a body is sent as no body at all, as there.
 * @throws what axios throws
 */
export async function httpRequest(options: IHttpRequestOptions): Promise<unknown> {
  const { method = 'GET', url, baseURL, qs, timeout, encoding, body } = options;
  const headers: Record<string, unknown> = { ...options.headers };
  if (body instanceof URLSearchParams && !hasHeader(headers, 'content-type')) {
    headers['Content-Type'] = 'application/x-www-form-urlencoded';
  }
  if (options.json === true && !hasHeader(headers, 'accept')) headers.Accept = 'application/json';
  if (!hasHeader(headers, 'user-agent')) headers['User-Agent'] = 'n8n';
  const answer = await client({
    method,
    url,
    headers,
    params: qs,
    maxBodyLength: Number.POSITIVE_INFINITY,
    maxContentLength: Number.POSITIVE_INFINITY,
    ...(baseURL !== undefined && { baseURL }),
    ...(timeout !== undefined && { timeout }),
    ...(encoding !== undefined && { responseType: encoding }),
    ...(method !== 'GET' && isFilled(body) && { data: body }),
    ...(options.ignoreHttpStatusErrors && { validateStatus: () => true }),
  });
  if (options.returnFullResponse !== true) return answer.data;
  const { data, status, statusText } = answer;
  return { body: data, headers: answer.headers, statusCode: status, statusMessage: statusText };
}
