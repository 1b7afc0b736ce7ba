import { type CapturedRequest, type Headers, readCaptured } from '@signal-hooks/catalogue';
import type { FieldProblem } from '../../errors.ts';
import { invalid } from '../invalid.ts';
import { openRequest } from '../sources/rejection.ts';
import type { ProviderDeps } from './deps.ts';

/** A request that somebody captured. */
export interface GivenRequest {
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Requests to learn from, or to try a definition with. */
export interface Examples {
  readonly requests?: readonly GivenRequest[];
  readonly eventIds?: readonly string[];
  readonly rejectionIds?: readonly string[];
}

/** Bytes of one body that is learned from. */
const MAX_BODY_BYTES = 256 * 1024;

/** Reads requests that are given or were refused, and stored events. @throws {GatewayError} `invalid_request` */
export async function readExamples(
  deps: ProviderDeps,
  { requests = [], eventIds = [], rejectionIds = [] }: Examples,
): Promise<readonly CapturedRequest[]> {
  const given = requests.map(({ body, headers }, at) =>
    captured(Buffer.from(body, 'utf8'), headers, `requests.${at}.body`),
  );
  const stored = await Promise.all(
    eventIds.map(async (id, at) => {
      const event = await deps.store.events.get(id);
      const path = `event_ids.${at}`;
      if (event === null) throw invalid([{ path, message: 'There is no such event.' }]);
      return captured(event.body, event.headers, path);
    }),
  );
  const refused = await Promise.all(
    rejectionIds.map((id, at) => refusedRequest(deps, id, `rejection_ids.${at}`)),
  );
  return [...given, ...stored, ...refused].flat();
}

/** A request that was refused: whatever is not yet described is. */
async function refusedRequest(
  deps: ProviderDeps,
  id: string,
  path: string,
): Promise<readonly CapturedRequest[]> {
  const rejection = await deps.store.accounts.getRejection(id);
  if (rejection === null) throw invalid([{ path, message: 'There is no such rejection.' }]);
  const request = openRequest(deps, rejection);
  if (request === null || request.body === null) {
    throw invalid([{ path, message: 'Its request was not kept. Send it again.' }]);
  }
  const body = Buffer.from(request.body, 'base64');
  if (body.length < rejection.bodyBytes) {
    const message = `Only ${body.length} bytes of its body were kept. Paste the request instead.`;
    throw invalid([{ path, message }]);
  }
  return captured(body, request.headers, path);
}

function captured(
  body: Uint8Array,
  headers: Headers | undefined,
  path: string,
): readonly CapturedRequest[] {
  const refuse = (message: string): Error => invalid([{ path, message } satisfies FieldProblem]);
  if (body.length > MAX_BODY_BYTES) {
    throw refuse(`It is larger than ${MAX_BODY_BYTES / 1024} kB. Take a smaller one.`);
  }
  const read = readCaptured(body, headers);
  if (!read.ok) throw refuse(read.explanation);
  return read.requests;
}
