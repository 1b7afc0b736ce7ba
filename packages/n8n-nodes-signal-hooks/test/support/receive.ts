import {
  deepCopy,
  type IDataObject,
  type IWebhookFunctions,
  type IWebhookResponseData,
} from 'n8n-workflow';
import { NODE_URL, type SimulatedN8n, TEST_URL } from './n8n.ts';

/** A request as it reaches n8n. */
export interface Incoming {
  readonly body?: string | Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
  /** HEAD and GET reach the webhook "setup". */
  readonly method?: 'POST' | 'HEAD' | 'GET';
  /** Of the address, from its question mark on. */
  readonly query?: string;
  /** Whether the editor waits for it, after a click on “Execute step”. */
  readonly isListening?: boolean;
  /**
   * Whether n8n has read the body before it calls the node: it has, unless the body is a form
   * (`gone`: nothing is left to read) or a later n8n leaves it to the node (`waiting`).
   */
  readonly reading?: 'done' | 'waiting' | 'gone';
}

/** What the sender gets, and what n8n starts. */
export interface Answered {
  readonly status: number;
  readonly body: unknown;
  /** Of the execution that was started; null if none was. */
  readonly items: IDataObject[] | null;
  /** What the node itself called on the response, in order; n8n answers where that is nothing. */
  readonly calls: readonly string[];
}

/** Plays express's response: it only writes down. */
class RecordedResponse {
  readonly calls: string[] = [];
  statusCode = 200;
  body: unknown;

  status(code: number): this {
    this.calls.push('status');
    this.statusCode = code;
    return this;
  }

  type(contentType: string): this {
    this.calls.push(`type ${contentType}`);
    return this;
  }

  send(body: unknown): this {
    this.calls.push('send');
    this.body = body;
    return this;
  }

  json(body: unknown): this {
    this.calls.push('json');
    this.body = body;
    return this;
  }

  end(): this {
    this.calls.push('end');
    return this;
  }
}

interface IncomingRequest {
  readonly method: string;
  readonly originalUrl: string;
  readonly headers: Readonly<Record<string, string>>;
  body: unknown;
  rawBody: Buffer | undefined;
  readRawBody(): Promise<void>;
}

function requestOf({
  body = '',
  headers = {},
  method = 'POST',
  query = '',
  isListening = false,
  reading,
}: Incoming): IncomingRequest {
  const bytes = Buffer.from(body as string);
  const request: IncomingRequest = {
    method,
    originalUrl: new URL(isListening ? TEST_URL : NODE_URL).pathname + query,
    headers: { host: 'n8n.example.com', ...headers },
    body: {},
    rawBody: undefined,
    readRawBody: async () => {
      if (reading === 'gone') throw new Error('Request body stream was aborted or is not readable');
      request.rawBody = bytes;
    },
  };
  if (reading === undefined || reading === 'done') request.rawBody = bytes;
  return request;
}

/** n8n parses what says to be plain JSON, and refuses what is not, before it calls the node. */
function isRefusedByN8n({ headers, rawBody }: IncomingRequest): boolean {
  if (headers['content-type'] !== 'application/json' || !rawBody?.length) return false;
  try {
    JSON.parse(rawBody.toString('utf8'));
    return false;
  } catch {
    return true;
  }
}

/** Hands a request to the node as n8n's `webhook-helpers.js` does. @throws what the node throws */
export async function receive(n8n: SimulatedN8n, incoming: Incoming): Promise<Answered> {
  const request = requestOf(incoming);
  if (isRefusedByN8n(request)) return { status: 422, body: null, items: null, calls: [] };
  const response = new RecordedResponse();
  const name = request.method === 'POST' ? 'default' : 'setup';
  const isOffered = n8n.type.description.webhooks?.some(
    (each) => each.name === name && each.httpMethod === request.method,
  );
  if (!isOffered || n8n.type.webhook === undefined) throw new Error(`no webhook ${name}`);
  const context = n8n.open(incoming.isListening ? 'manual' : 'webhook');
  const webhook = {
    ...context.common,
    getRequestObject: () => request,
    getResponseObject: () => response,
    getHeaderData: () => request.headers,
    getBodyData: () => request.body,
    getWebhookName: () => name,
    // As n8n: the Production URL, whichever was called.
    getNodeWebhookUrl: () => n8n.publicUrl,
  };
  const result = await n8n.type.webhook.call(webhook as unknown as IWebhookFunctions);
  n8n.save(context);
  return answerOf(result, response);
}

function answerOf(result: IWebhookResponseData, response: RecordedResponse): Answered {
  const { workflowData, webhookResponse, noWebhookResponse } = result;
  const items = workflowData?.[0]?.map(({ json }) => json) ?? null;
  const { calls } = response;
  if (noWebhookResponse) return { status: response.statusCode, body: response.body, items, calls };
  // Without a response of its own n8n would answer a text that means nothing to the sender.
  const body = webhookResponse === undefined ? 'Webhook call received' : webhookResponse;
  return { status: 200, body: deepCopy(body), items: items && deepCopy(items), calls };
}
