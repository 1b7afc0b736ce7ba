import type { ApiError, FieldProblem } from '@signal-hooks/client';
import type { ZObject } from 'zapier-platform-core';

/** A call that failed. */
interface Failed {
  readonly z: ZObject;
  /** Host of the gateway’s address. */
  readonly host: string;
  readonly error: ApiError;
  /** What the form calls each condition that was sent, in their order. */
  readonly conditionLabels: readonly string[];
}

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

/** The error that the user sees for an answer that is no success of the gateway. */
export function failure(failed: Failed): Error {
  const { z, error } = failed;
  const { status, code, retryAfter } = error;
  if (!error.isOfGateway) return failureOfOther(failed);
  if (status === 401) {
    return new z.errors.ExpiredAuthError(
      'The gateway no longer accepts the API token. Make a new one there (signal-hooks token create --for zapier) and reconnect.',
    );
  }
  if (status === 429 || status === 503) {
    return new z.errors.ThrottledError('The gateway asks to wait a moment.', retryAfter ?? PAUSE);
  }
  if (status === 403) return new z.errors.Error(forbidden(error), 'Forbidden', status);
  return new z.errors.Error(wordsOf(failed), code, status);
}

/** For what is no answer of a gateway. */
function failureOfOther({ z, host, error }: Failed): Error {
  const { status, code, retryAfter, came } = error;
  if (code === 'not_the_gateway') {
    return new z.errors.Error(
      `At ${host} something answered that is no Signal Hooks gateway (${came}). Check the address in the connection, and what stands in front of the gateway.`,
      'NoGateway',
      status,
    );
  }
  if (code === 'proxy_too_many_requests' || (status === 503 && retryAfter !== null)) {
    const words = `What stands in front of the gateway asks to wait a moment (${came}).`;
    return new z.errors.ThrottledError(words, retryAfter ?? PAUSE);
  }
  return unreachable(z, status, `: ${host} answered ${came}`);
}

function forbidden({ missingScope }: ApiError): string {
  const lacking = missingScope === null ? 'may not do this' : `lacks the scope ${missingScope}`;
  return `The API token ${lacking}. Make one at the gateway that has it and reconnect.`;
}

function wordsOf({ error, conditionLabels }: Failed): string {
  const problems = error.fields.map((field) => problemText(field, conditionLabels));
  const advice =
    error.status === 500 ? ['Try again; if it happens again, see the log of the gateway.'] : [];
  return [error.message, ...problems, ...advice].join(' ');
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

function problemText({ path, message }: FieldProblem, conditionLabels: readonly string[]): string {
  const label = labelOf(path, conditionLabels);
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
