import type { JsonRecord } from './json.ts';

/** The token must not get into Make's logs, nor the secret that a new subscription gets. */
export const SANITIZE = {
  token: 'request.headers.authorization',
  secret: 'response.body.secret',
} as const;

/** Distinguishes the gateway's own refusals from those of a proxy or another site. */
export const ifGateway = (yes: string, no: string): string =>
  `if(headers.\`content-type\` == 'application/problem+json', '${yes}', '${no}')`;

const ELSEWHERE =
  'What answers at the gateway’s address is no Signal Hooks gateway. Check the address in the connection.';

const TOKEN_ERROR = `{{${ifGateway('InvalidAccessTokenError', 'RuntimeError')}}}`;

/** The first field that is wrong, of those that a refusal names. */
export const FIRST_FIELD =
  "{{body.fields[1].path}}{{if(body.fields, ': ', '')}}{{body.fields[1].message}}";

const ERRORS: JsonRecord = {
  type: 'RuntimeError',
  message: `[{{statusCode}}] {{ifempty(body.detail, '${ELSEWHERE}')}}`,
  401: {
    type: TOKEN_ERROR,
    message: `[401] {{${ifGateway('The gateway no longer accepts the API token. Make a new one there (signal-hooks token create) and enter it in the connection.', ELSEWHERE)}}}`,
  },
  403: {
    type: TOKEN_ERROR,
    message: `[403] {{body.detail}} {{${ifGateway('Make one at the gateway that has it and enter it in the connection.', ELSEWHERE)}}}`,
  },
  404: { type: 'DataError', message: '[404] {{body.detail}}' },
  408: {
    type: 'ConnectionError',
    message: '[408] The request took too long to arrive at the gateway. Try again.',
  },
  409: { type: 'DataError', message: '[409] {{body.detail}}' },
  422: { type: 'DataError', message: `[422] {{body.detail}} ${FIRST_FIELD}` },
  429: { type: 'RateLimitError', message: '[429] The gateway asks to wait a moment.' },
  500: {
    type: 'ConnectionError',
    message: '[500] Something went wrong inside the gateway. If it happens again, see its log.',
  },
  502: {
    type: 'ConnectionError',
    message: '[502] The gateway could not be reached. See that it runs, then try again.',
  },
  503: {
    type: 'ConnectionError',
    message: '[503] The gateway cannot take this right now. Try again in a moment.',
  },
  504: {
    type: 'ConnectionError',
    message: '[504] The gateway did not answer in time. See that it runs, then try again.',
  },
};

/** What holds for every request of modules and procedures. */
export const BASE: JsonRecord = {
  baseUrl: '{{connection.base_url}}',
  headers: { authorization: 'Bearer {{connection.api_token}}' },
  followRedirects: false,
  followAllRedirects: false,
  response: {
    // Make takes nothing but `application/json` for JSON by itself; errors are `problem+json`.
    type: { '*': 'automatic', ...json('400', '403', '404', '409', '422') },
    valid: '{{statusCode < 300}}',
    error: ERRORS,
  },
  log: { sanitize: [SANITIZE.token, SANITIZE.secret] },
};

/** Statuses whose body is read as JSON. */
export function json(...statuses: readonly string[]): JsonRecord {
  return Object.fromEntries(statuses.map((status) => [status, 'json']));
}
