/**
 * An OpenTelemetry collector, as far as traces need it: takes OTLP over HTTP and reads it by the numbers of the
 * protocol, with no code of OpenTelemetry's.
 * https://github.com/open-telemetry/opentelemetry-proto/blob/main/opentelemetry/proto/trace/v1/trace.proto
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** A span as it was sent. */
interface SentSpan {
  readonly traceId: string;
  readonly spanId: string;
  /** Empty: it began the trace. */
  readonly parentSpanId: string;
  readonly name: string;
  /** 2: server, 3: client. */
  readonly kind: number;
  /** 2: an error. */
  readonly status: number;
  readonly attributes: Readonly<Record<string, string | number>>;
  /** Of the process that it comes from. */
  readonly resource: Readonly<Record<string, string | number>>;
}

/** A collector on loopback. */
export interface Collector {
  readonly url: string;
  readonly spans: SentSpan[];
  /** Types of what came, and everything as it came. */
  readonly types: Set<string>;
  readonly raw: () => Buffer;
  close(): Promise<void>;
}

export async function startCollector(): Promise<Collector> {
  const spans: SentSpan[] = [];
  const types = new Set<string>();
  const bodies: Buffer[] = [];
  const server = createServer(async (request, response) => {
    const body = await buffer(request);
    const type = request.headers['content-type'] ?? '';
    types.add(`${request.method} ${request.url} ${type}`);
    bodies.push(body);
    spans.push(...(type === 'application/json' ? fromJson(body) : fromProtobuf(body)));
    response.writeHead(200, { 'content-type': type }).end(type === 'application/json' ? '{}' : '');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ...{ spans, types },
    raw: () => Buffer.concat(bodies),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A field of a protobuf message: bytes, or a number. */
type Field = readonly [number: number, value: Buffer | number];

/** https://protobuf.dev/programming-guides/encoding/ */
function* fieldsOf(message: Buffer): Generator<Field> {
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = message[at++] as number;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  };
  while (at < message.length) {
    const tag = varint();
    const number = Math.floor(tag / 8);
    const wire = tag % 8;
    if (wire === 0) yield [number, varint()];
    else if (wire === 2) {
      const length = varint();
      yield [number, message.subarray(at, at + length)];
      at += length;
    } else if (wire === 1 || wire === 5) {
      const length = wire === 1 ? 8 : 4;
      yield [number, message.subarray(at, at + length)];
      at += length;
    } else throw new Error(`a field of the wire type ${wire}`);
  }
}

const all = (message: Buffer, wanted: number): Buffer[] =>
  [...fieldsOf(message)].flatMap(([number, value]) =>
    number === wanted && typeof value === 'object' ? [value] : [],
  );
const one = (message: Buffer, wanted: number): Buffer => all(message, wanted)[0] ?? Buffer.alloc(0);
const numberAt = (message: Buffer, wanted: number): number =>
  Number([...fieldsOf(message)].find(([number]) => number === wanted)?.[1] ?? 0);

/** `key` 1; `value` 2: `string_value` 1, `int_value` 3. */
const attributesOf = (pairs: Buffer[]): Record<string, string | number> =>
  Object.fromEntries(
    pairs.map((pair) => {
      const [field] = [...fieldsOf(one(pair, 2))];
      const value = field?.[1] ?? '';
      return [one(pair, 1).toString(), typeof value === 'number' ? value : value.toString()];
    }),
  );

function fromProtobuf(request: Buffer): SentSpan[] {
  return all(request, 1).flatMap((resourceSpans) =>
    all(resourceSpans, 2)
      .flatMap((scopeSpans) => all(scopeSpans, 2))
      .map((span) => ({
        traceId: one(span, 1).toString('hex'),
        spanId: one(span, 2).toString('hex'),
        parentSpanId: one(span, 4).toString('hex'),
        name: one(span, 5).toString(),
        kind: numberAt(span, 6),
        status: numberAt(one(span, 15), 3),
        attributes: attributesOf(all(span, 9)),
        resource: attributesOf(all(one(resourceSpans, 1), 1)),
      })),
  );
}

interface JsonAttribute {
  readonly key: string;
  readonly value: { readonly stringValue?: string; readonly intValue?: number };
}
type JsonSpan = Omit<SentSpan, 'attributes' | 'status' | 'resource'> & {
  readonly status: { readonly code?: number };
  readonly attributes: readonly JsonAttribute[];
};

const attributesOfJson = (pairs: readonly JsonAttribute[]): Record<string, string | number> =>
  Object.fromEntries(
    pairs.map(({ key, value: { stringValue, intValue } }) => [key, stringValue ?? intValue ?? '']),
  );

function fromJson(request: Buffer): SentSpan[] {
  const { resourceSpans } = JSON.parse(request.toString()) as {
    readonly resourceSpans: readonly {
      readonly resource: { readonly attributes: readonly JsonAttribute[] };
      readonly scopeSpans: readonly { readonly spans: readonly JsonSpan[] }[];
    }[];
  };
  return resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans
      .flatMap(({ spans }) => spans)
      .map((span) => ({
        ...span,
        parentSpanId: span.parentSpanId ?? '',
        status: span.status.code ?? 0,
        attributes: attributesOfJson(span.attributes),
        resource: attributesOfJson(resource.attributes),
      })),
  );
}
