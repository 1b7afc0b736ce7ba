import type { ApiError, FieldProblem } from './errors.ts';

/** A call that failed, and where: what is said of it depends on both. */
export interface FailedCall {
  readonly error: ApiError;
  /** Host of the gateway’s address. */
  readonly host: string;
  /** What `token create --for …` is called with. */
  readonly platform: string;
  /** What the form calls each condition that was sent, in their order; absent: the three fields of the filter. */
  readonly conditionLabels?: readonly string[];
}

/** What a failed call means to whoever reads it on a platform's screen. */
export interface Explanation {
  /** token: the connection needs a new one. wait: asked again later, it may succeed. */
  readonly kind: 'token' | 'wait' | 'other';
  readonly code: string;
  /** Of HTTP. */
  readonly status: number;
  /** What happened and what to do, in whole sentences. */
  readonly message: string;
  /** Of the kind `wait`: after how many seconds. */
  readonly waitSeconds: number;
}

/** Seconds to wait where nobody says how long. */
const PAUSE = 60;

/** Explains a call that was not answered with a success of the gateway. */
export function explainFailure(failed: FailedCall): Explanation {
  const { error, platform } = failed;
  const { status, code, retryAfter } = error;
  const say = (message: string, kind: Explanation['kind'] = 'other', as: string = code) => ({
    ...{ kind, code: as, status, message },
    waitSeconds: retryAfter ?? PAUSE,
  });
  if (!error.isOfGateway) return explainOther(failed, say);
  if (status === 401) {
    const words = `The gateway no longer accepts the API token. Make a new one there (signal-hooks token create --for ${platform}) and reconnect.`;
    return say(words, 'token');
  }
  if (status === 429 || status === 503) return say('The gateway asks to wait a moment.', 'wait');
  if (status === 403) return say(forbidden(error), 'other', 'Forbidden');
  return say(wordsOf(failed));
}

/** For what is no answer of a gateway. */
function explainOther(
  { host, error }: FailedCall,
  say: (message: string, kind?: Explanation['kind'], code?: string) => Explanation,
): Explanation {
  const { status, code, retryAfter, came } = error;
  if (code === 'not_the_gateway') {
    const words = `At ${host} something answered that is no Signal Hooks gateway (${came}). Check the address in the connection, and what stands in front of the gateway.`;
    return say(words, 'other', 'NoGateway');
  }
  if (code === 'proxy_too_many_requests' || (status === 503 && retryAfter !== null)) {
    return say(`What stands in front of the gateway asks to wait a moment (${came}).`, 'wait');
  }
  return say(unreachableWords(`: ${host} answered ${came}`), 'other', 'GatewayUnreachable');
}

/** Of a gateway that gave no answer. @param came what came instead, behind a colon */
export const unreachableWords = (came = ''): string =>
  `The gateway could not be reached${came}. See that it runs and that its address in the connection is right and open to the internet, then try again.`;

function forbidden({ missingScope }: ApiError): string {
  const lacking = missingScope === null ? 'may not do this' : `lacks the scope ${missingScope}`;
  return `The API token ${lacking}. Make one at the gateway that has it and reconnect.`;
}

function wordsOf({ error, conditionLabels = [] }: FailedCall): string {
  const problems = error.fields.map((field) => problemText(field, conditionLabels));
  const advice =
    error.status === 500 ? ['Try again; if it happens again, see the log of the gateway.'] : [];
  return [error.message, ...problems, ...advice].join(' ');
}

/** What the forms call the values that the gateway checks. */
const FORM_LABELS: readonly (readonly [path: RegExp, label: string])[] = [
  [/^source_id$/, 'Source'],
  [/^event_types?\b/, 'Event Types'],
  [/^max_per_second$/, 'Events per Second'],
];
/** The three fields of a form that make one condition. */
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
