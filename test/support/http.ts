import { Agent, request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';

/** An answer, read to its end. */
export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The body as JSON; an empty object if it is none. */
  readonly json: { readonly [key: string]: unknown };
}

export interface Call {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string | Uint8Array;
  /** Parts of a body that is sent without its length. */
  readonly chunks?: Iterable<Uint8Array>;
  readonly agent?: Agent;
}

/** `fetch` hides too much: this sends exactly the given headers and bytes. */
export function send(url: string, call: Call = {}): Promise<Reply> {
  const { method = 'POST', headers = {}, body = '', chunks, agent } = call;
  return new Promise((resolve, reject) => {
    const request = httpRequest(url, {
      method,
      agent: agent ?? new Agent(),
      headers: {
        ...(chunks === undefined && { 'content-length': Buffer.byteLength(body) }),
        ...(headers as Record<string, string | string[]>),
      },
    });
    request.on('error', reject);
    request.on('response', (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(parts).toString();
        const { statusCode: status = 0 } = response;
        resolve({ status, headers: response.headers, text, json: jsonOf(text) });
      });
    });
    for (const chunk of chunks ?? []) request.write(chunk);
    request.end(chunks === undefined ? body : undefined);
  });
}

function jsonOf(text: string): Reply['json'] {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Reply['json']) : {};
  } catch {
    return {};
  }
}

/** A connection on which the test writes what it likes. */
export interface Wire {
  write(text: string | Uint8Array): void;
  /** What has come back so far. */
  readonly soFar: () => string;
  /** All that came back, once the other side has closed. */
  readonly answer: Promise<string>;
  hangUp(): void;
}

export async function openWire(url: string): Promise<Wire> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  let text = '';
  const answer = new Promise<string>((resolve) => {
    socket.on('data', (chunk) => {
      text += chunk.toString();
    });
    // A reset after the answer is as good as a close.
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(text));
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve).once('error', reject);
  });
  return {
    write: (part) => socket.write(part),
    soFar: () => text,
    answer,
    hangUp: () => socket.destroy(),
  };
}
