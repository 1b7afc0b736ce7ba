import type { HttpResponse, ZObject } from 'zapier-platform-core';
import { isObject, type JsonObject } from './values.ts';

/** What was asked for and came back otherwise. */
export interface Refused {
  readonly z: ZObject;
  /** Host of the gateway’s address. */
  readonly host: string;
  readonly response: HttpResponse;
  /** What the form calls each condition that was sent, in their order. */
  readonly conditionLabels: readonly string[];
}

/** An error as the gateway writes it: https://www.rfc-editor.org/rfc/rfc9457 */
export interface Problem {
  readonly code: string;
  readonly detail: string;
  readonly fields: readonly unknown[];
}

/** The body as an object; null if it is none. */
export function bodyOf({ content }: HttpResponse): JsonObject | null {
  try {
    const body: unknown = JSON.parse(content);
    return isObject(body) ? body : null;
  } catch {
    return null;
  }
}

/** The gateway’s error; null if whatever answered is not the gateway. */
export function problemOf(response: HttpResponse): Problem | null {
  if (typeOf(response) !== 'application/problem+json') return null;
  const { status, code, detail, fields } = bodyOf(response) ?? {};
  if (status !== response.status || typeof code !== 'string' || typeof detail !== 'string') {
    return null;
  }
  return { code, detail, fields: Array.isArray(fields) ? fields : [] };
}

function typeOf(response: HttpResponse): string {
  const header = response.getHeader('content-type') ?? '';
  return /^\s*([\w.+-]+\/[\w.+-]+)/.exec(header)?.[1]?.toLowerCase() ?? '';
}

/** What came, in words: status, kind of content, where a redirect leads. Never what it said. */
function answerOf(response: HttpResponse): string {
  const { status } = response;
  const location = response.getHeader('location') ?? '';
  if (status >= 300 && status < 400 && URL.canParse(location)) {
    return `HTTP ${status}, on to ${new URL(location).origin}`;
  }
  return `HTTP ${status}, ${typeOf(response) || 'without content'}`;
}

/** For what is no answer of a gateway. */
export const notTheGateway = ({ z, host, response }: Omit<Refused, 'conditionLabels'>): Error =>
  new z.errors.Error(
    `At ${host} something answered that is no Signal Hooks gateway (${answerOf(response)}). Check the address in the connection, and what stands in front of the gateway.`,
    'NoGateway',
    response.status,
  );

/** @param came what came instead of the gateway’s answer; absent: nothing */
export const unreachable = (z: ZObject, status: number, came = ''): Error =>
  new z.errors.Error(
    `The gateway could not be reached${came}. See that it runs and that its address in the connection is right and open to the internet, then try again.`,
    'GatewayUnreachable',
    status,
  );

/** Zapier ends a run after 30 seconds without a word. */
export const tooSlow = (z: ZObject): Error =>
  new z.errors.Error(
    'The gateway took too long. Try again; if it happens again, see what slows it down.',
    'GatewayTooSlow',
    504,
  );

/** Seconds to wait where nobody says how long. */
const PAUSE = 60;

/** The error that the user sees for an answer that is no success. */
export function failure(refused: Refused): Error {
  const { z, host, response } = refused;
  const { status } = response;
  const problem = problemOf(response);
  const wait = Number(response.getHeader('retry-after')) || 0;
  if (problem === null) {
    if (status === 429 || (status === 503 && wait > 0)) {
      const words = `What stands in front of the gateway asks to wait a moment (${answerOf(response)}).`;
      return new z.errors.ThrottledError(words, wait || PAUSE);
    }
    // A proxy says so where the gateway behind it is down.
    if (status < 500) return notTheGateway(refused);
    return unreachable(z, status, `: ${host} answered ${answerOf(response)}`);
  }
  if (status === 401) {
    return new z.errors.ExpiredAuthError(
      'The gateway no longer accepts the API token. Make a new one there (signal-hooks token create --for zapier) and reconnect.',
    );
  }
  if (status === 429 || status === 503) {
    return new z.errors.ThrottledError('The gateway asks to wait a moment.', wait || PAUSE);
  }
  if (status === 403) return new z.errors.Error(forbidden(response), 'Forbidden', status);
  return new z.errors.Error(wordsOf(refused, problem), problem.code, status);
}

/** The gateway names the scope that is missing. https://www.rfc-editor.org/rfc/rfc6750#section-3 */
function forbidden(response: HttpResponse): string {
  const challenge = response.getHeader('www-authenticate') ?? '';
  const scope = /scope="([a-z:]+)"/.exec(challenge)?.[1];
  const lacking = scope === undefined ? 'may not do this' : `lacks the scope ${scope}`;
  return `The API token ${lacking}. Make one at the gateway that has it and reconnect.`;
}

function wordsOf({ response, conditionLabels }: Refused, problem: Problem): string {
  const problems = problem.fields.map((field) => problemText(field, conditionLabels));
  const advice =
    response.status === 500 ? ['Try again; if it happens again, see the log of the gateway.'] : [];
  return [problem.detail, ...problems, ...advice].join(' ');
}

/** What the form calls the values that the gateway checks. */
const FORM_LABELS: readonly (readonly [path: RegExp, label: string])[] = [
  [/^source_id$/, 'Source'],
  [/^event_types?\b/, 'Event Types'],
  [/^max_per_second$/, 'Events per Second'],
];
/** The three fields of the form that make one condition. */
const FILTER_LABELS: Readonly<Record<string, string>> = {
  field: 'Filter Field',
  op: 'Filter Condition',
  value: 'Filter Value',
};

function problemText(field: unknown, conditionLabels: readonly string[]): string {
  const { path, message } = isObject(field) ? field : {};
  const label = labelOf(String(path), conditionLabels);
  // The gateway lists the codes of the conditions; the form shows words.
  if (label === FILTER_LABELS.op) return `${label}: It does not fit the field. Choose another.`;
  return `${label}: ${message}`;
}

function labelOf(path: string, conditionLabels: readonly string[]): string {
  const [, at, part = 'value'] = /^filter(?:\.(\d+))?(?:\.(\w+))?/.exec(path) ?? [path];
  if (path.startsWith('filter')) {
    const own = conditionLabels[Number(at ?? 0)];
    return own === undefined || own === 'Filter' ? (FILTER_LABELS[part] ?? 'Filter Value') : own;
  }
  return FORM_LABELS.find(([form]) => form.test(path))?.[1] ?? path.replaceAll('_', ' ');
}
