import { type ApiRequest, type ApiResponse, readApiBody } from '@signal-hooks/catalogue';
import type { GatewayResponse } from '@signal-hooks/client';
import type {
  IExecuteFunctions,
  IHookFunctions,
  IHttpRequestOptions,
  ILoadOptionsFunctions,
  IN8nHttpFullResponse,
} from 'n8n-workflow';

/** Sends one request of a conversation with a provider's API. */
export type Wire = (ask: ApiRequest) => Promise<ApiResponse>;

const TIMEOUT_MS = 15_000;

/** Requests with the authentication of the node's credential. */
export const credentialWire =
  (node: IHookFunctions | ILoadOptionsFunctions, credentialType: string): Wire =>
  async (ask) =>
    answerOf(
      await node.helpers.httpRequestWithAuthentication.call(node, credentialType, optionsOf(ask)),
    );

/** Requests with headers that are already known. */
export const plainWire =
  (hook: IHookFunctions, headers: Readonly<Record<string, string>>): Wire =>
  async (ask) =>
    answerOf(await hook.helpers.httpRequest(optionsOf(ask, headers)));

/** The same from a node that runs in a workflow; what comes has its headers. */
export const gatewayWire =
  (node: IExecuteFunctions) =>
  async (ask: ApiRequest): Promise<GatewayResponse> => {
    const response = (await node.helpers.httpRequestWithAuthentication.call(
      node,
      'signalHooksApi',
      optionsOf(ask),
    )) as IN8nHttpFullResponse;
    const { headers } = response;
    return {
      ...answerOf(response),
      header: (name) => (headers[name] === undefined ? undefined : String(headers[name])),
    };
  };

function optionsOf(
  ask: ApiRequest,
  headers: Readonly<Record<string, string>> = {},
): IHttpRequestOptions {
  return {
    method: ask.method,
    url: ask.url,
    headers: { accept: 'application/json', ...headers, ...ask.headers },
    // Statuses are read by the conversation, and bodies by a parser that keeps long ids whole.
    returnFullResponse: true,
    ignoreHttpStatusErrors: true,
    encoding: 'arraybuffer',
    timeout: TIMEOUT_MS,
    ...bodyOf(ask),
  };
}

function bodyOf({ json, form }: ApiRequest): Pick<IHttpRequestOptions, 'body'> {
  if (json !== undefined) return { body: json };
  return form === undefined ? {} : { body: new URLSearchParams(form) };
}

function answerOf(response: unknown): ApiResponse {
  const { statusCode, body } = response as IN8nHttpFullResponse;
  return { status: statusCode, body: readApiBody(Buffer.from(body as Buffer)) };
}
