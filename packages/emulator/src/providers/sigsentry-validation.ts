import type { SampleValue } from '@signal-hooks/catalogue';
import { isObject, type Json } from '../http.ts';
import { checkTarget, type TargetProblem, type TargetRules } from '../targets.ts';

/** From the gravest to the slightest; `info` was seen in code, the others are documented. */
const SEVERITIES = ['critical', 'high', 'medium', 'low', 'info'] as const;

/** How grave an analysis is. */
export type Severity = (typeof SEVERITIES)[number];

/** What a channel sends to and with. */
export interface Credentials {
  readonly url: string;
  readonly authHeader?: string;
  readonly hmacSecret?: string;
}

/** What a create or update asks for. */
export interface ChannelInput {
  readonly name?: string;
  readonly threshold?: Severity;
  readonly active?: boolean;
  readonly credentials?: Credentials;
}

/** Whether an analysis is grave enough; one that does not say how grave it is passes (assumed). */
export function passes(severity: SampleValue | undefined, threshold: Severity): boolean {
  if (!isSeverity(severity)) return true;
  return SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(threshold);
}

const isSeverity = (value: unknown): value is Severity => SEVERITIES.includes(value as Severity);

/** @returns what was asked for, or what is wrong with it */
export function readChannel(
  body: unknown,
  rules: TargetRules,
  update: boolean,
): ChannelInput | string {
  if (!isObject(body)) return 'Request body must be a JSON object';
  const problem = checkFields(body, update);
  if (problem !== null) return problem;
  const input: ChannelInput = {
    ...(typeof body.name === 'string' ? { name: body.name } : {}),
    ...(isSeverity(body.severityThreshold) ? { threshold: body.severityThreshold } : {}),
    ...(typeof body.isActive === 'boolean' ? { active: body.isActive } : {}),
  };
  if (body.credentials === undefined) {
    return update ? input : 'credentials is required';
  }
  const credentials = readCredentials(body.credentials, rules);
  return typeof credentials === 'string' ? credentials : { ...input, credentials };
}

function checkFields(body: Json, update: boolean): string | null {
  const { type, name, severityThreshold, isActive } = body;
  if (type !== 'webhook' && !(update && type === undefined)) {
    return 'type must be "webhook"; other channel types are not emulated';
  }
  if ((typeof name !== 'string' || name === '') && !(update && name === undefined)) {
    return 'name is required';
  }
  if (severityThreshold !== undefined && !isSeverity(severityThreshold)) {
    return `severityThreshold must be one of ${SEVERITIES.join(', ')}`;
  }
  if (isActive !== undefined && typeof isActive !== 'boolean') return 'isActive must be a boolean';
  return null;
}

const URL_PROBLEMS: Readonly<Record<TargetProblem, string>> = {
  missing: 'credentials.url is required',
  invalid: 'credentials.url must be a valid URL',
  too_long: 'credentials.url is too long',
  not_https: 'credentials.url must use HTTPS',
  not_public: 'credentials.url must be reachable from SigSentry',
};

/** What may be in a header. */
const HEADER = /^[\t\x20-\x7e]+$/;

function readCredentials(value: unknown, rules: TargetRules): Credentials | string {
  if (!isObject(value)) return 'credentials must be an object';
  const { url, authHeader, hmacSecret } = value;
  const problem = checkTarget(url, rules);
  if (problem !== null) return URL_PROBLEMS[problem];
  const auth = optionalText(authHeader);
  const secret = optionalText(hmacSecret);
  if (auth === null || (auth !== undefined && !HEADER.test(auth))) {
    return 'credentials.authHeader must be the text of a header';
  }
  if (secret === null) return 'credentials.hmacSecret must be a string';
  return {
    url: String(url),
    ...(auth === undefined ? {} : { authHeader: auth }),
    ...(secret === undefined ? {} : { hmacSecret: secret }),
  };
}

/** Undefined where nothing is given, null where it is no text. */
function optionalText(value: unknown): string | undefined | null {
  if (value === undefined || value === null || value === '') return undefined;
  return typeof value === 'string' ? value : null;
}
