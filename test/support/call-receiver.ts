/**
 * Calls a receiver of the page "Receive deliveries" as its platform does: `call-receiver.ts KIND FILE`, in
 * the file's folder. Reads deliveries from standard input, by name; writes what came of each, null if it
 * was refused.
 */
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';

interface Delivery {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}
type Call = (delivery: Delivery) => Promise<unknown>;

const [, , kind = '', file = ''] = process.argv;
const receiver = await import(pathToFileURL(join(process.cwd(), file)).href);

const CALLS: Readonly<Record<string, Call>> = {
  function: async ({ body, headers }) => receiver.read(Buffer.from(body), headers),

  async trigger({ body, headers }) {
    const triggered: unknown[] = [];
    Object.assign(globalThis, { triggered });
    const request = new Request('https://app.example/hook', { method: 'POST', body, headers });
    const { status } = await receiver.POST(request);
    if (status === 401 && triggered.length === 0) return null;
    return [status, ...triggered];
  },

  async windmill({ body, headers }) {
    const { event } = await receiver.preprocessor({ kind: 'http', raw_string: body, headers });
    return receiver.main(event);
  },

  async pipedream({ body, headers }) {
    const told: unknown[] = [];
    const source = {
      ...receiver.default,
      secret: process.env.SECRET,
      http: { respond: ({ status }: { status: number }) => void told.push(status) },
      $emit: (...event: unknown[]) => void told.push(...event),
    };
    await source.run({ method: 'POST', bodyRaw: body, body: JSON.parse(body), headers });
    return told.length === 1 && told[0] === 401 ? null : told;
  },
};

const call = CALLS[kind];
if (call === undefined) throw new TypeError(`no such kind: ${kind}`);
const found: Record<string, unknown> = {};
for (const [name, delivery] of Object.entries((await json(process.stdin)) as object)) {
  found[name] = await call(delivery as Delivery).catch(() => null);
}
process.stdout.write(JSON.stringify(found));
