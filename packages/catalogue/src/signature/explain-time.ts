import { headerOf } from '../headers.ts';
import { parsePayload } from '../json.ts';
import type { WebhookRequest } from '../request.ts';
import { asWritten } from './header.ts';
import type { Scheme } from './scheme.ts';
import { compileTime, type TimeReader } from './timestamp.ts';

/** Between 2001 and 2096, in seconds since 1970. */
const isPlausible = (seconds: number): boolean => seconds > 1e9 && seconds < 4e9;

/** Whether the time of a request is in the other unit. */
export function* timeHints(scheme: Scheme, request: WebhookRequest): Generator<string> {
  const { definition, time } = scheme;
  const { timestamp } = asWritten(definition);
  if (time === null || timestamp === undefined) return;
  const place = typeof timestamp === 'string' ? { header: timestamp } : timestamp;
  const unit = time.unit === 'seconds' ? 'ms' : 's';
  const other = compileTime({ ...asWritten(definition), timestamp: { ...place, unit } });
  if (other === null || !isPlausible(secondsIn(other, scheme, request))) return;
  if (isPlausible(secondsIn(time, scheme, request))) return;
  yield `The time of the request is in ${other.unit}; ${time.unit} are expected.`;
}

/** NaN if there is no such time. */
function secondsIn(
  time: TimeReader,
  { header }: Scheme,
  { headers, body }: WebhookRequest,
): number {
  if (!time.isInBody) {
    const text = time.read(headers, headerOf(headers, header) ?? '');
    return text === null || text === '' ? Number.NaN : time.seconds(text);
  }
  const parsed = parsePayload(body);
  const text = parsed.ok ? time.readBody(parsed.payload) : null;
  return text === null || text === '' ? Number.NaN : time.seconds(text);
}
