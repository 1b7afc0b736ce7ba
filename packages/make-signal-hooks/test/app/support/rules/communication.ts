import type { App, Loose } from '../app.ts';
import { type Directives, directivesOf } from '../expressions.ts';
import { operationOf } from '../openapi.ts';
import { type Rule, unless } from './rule.ts';

const TOKEN = 'request.headers.authorization';
const SECRET = 'response.body.secret';

/** A proxy's refusal says nothing about the token. */
const TOKEN_ERROR =
  "{{if(headers.`content-type` == 'application/problem+json', 'InvalidAccessTokenError', 'RuntimeError')}}";

/** What Make does about an error, by the gateway's or a proxy's answer. */
const ERROR_TYPES: Readonly<Record<string, string>> = {
  401: TOKEN_ERROR,
  403: TOKEN_ERROR,
  404: 'DataError',
  408: 'ConnectionError',
  409: 'DataError',
  422: 'DataError',
  429: 'RateLimitError',
  500: 'ConnectionError',
  502: 'ConnectionError',
  503: 'ConnectionError',
  504: 'ConnectionError',
};

/** Those of Make's types whose effect is documented. */
const KNOWN_TYPES = [
  ...new Set(Object.values(ERROR_TYPES)),
  'InvalidAccessTokenError',
  'RuntimeError',
  'InvalidConfigurationError',
];

/** The types that an error can have: one, or those that its expression chooses from. */
const typesIn = (type = ''): string[] =>
  type.startsWith('{{') ? (type.match(/(?<=')\w+(?=')/g) ?? []) : [type];

/** Files that stand for themselves: the base may not reach them, so it must not be needed. */
const standsAlone = ({ kind, code }: Directives): boolean =>
  kind === 'connection' || code === 'attach' || code === 'detach';

const isRequest = (request: Loose): boolean => request?.url !== undefined;

/** Every request, with the file that it stands in. */
const eachRequest =
  (findings: (request: Loose, file: Directives, app: App) => readonly string[]) =>
  (app: App): string[] =>
    directivesOf(app).flatMap((file) =>
      file.requests.flatMap((request) =>
        findings(request, file, app).map((what) => `${file.path}: ${what}`),
      ),
    );

const moduleType = ({ kind, id }: Directives, app: App): unknown =>
  kind === 'module' ? app.manifest.components.module[id]?.moduleType : undefined;

/** Which paths stay out of Make's logs. */
function sanitizeFindings(request: Loose, file: Directives): string[] {
  const hidden: readonly string[] = request?.log?.sanitize ?? [];
  const carriesToken = file.kind === 'base' || standsAlone(file);
  // A log of its own would take the place of the base's.
  if (!carriesToken) return unless(request?.log === undefined, 'a log of its own');
  const needsSecret = file.kind === 'base' || file.code === 'attach';
  return [
    ...unless(JSON.stringify(request).includes('"Bearer {{'), 'no token is sent'),
    ...unless(hidden.includes(TOKEN), `${TOKEN} is logged`),
    ...unless(!needsSecret || hidden.includes(SECRET), `${SECRET} is logged`),
  ];
}

function errorFindings(request: Loose, file: Directives): string[] {
  const error = request?.response?.error;
  if (file.kind !== 'base' && !standsAlone(file)) {
    return unless(error === undefined, 'errors of its own');
  }
  const { type: _type, message, ...byStatus } = error ?? {};
  const types = file.kind === 'base' ? ERROR_TYPES : {};
  return [
    ...unless(typeof message === 'string' && message.includes('{{statusCode}}'), 'no message'),
    ...Object.entries<Loose>(byStatus).flatMap(([status, one]) => [
      ...unless(/^\d{3}$/.test(status), `status ${status}`),
      ...unless(
        typesIn(one.type).every((type) => KNOWN_TYPES.includes(type)),
        `type for ${status}`,
      ),
      ...unless(/\.$|\}\}$/.test(one.message ?? ''), `message for ${status}`),
    ]),
    ...Object.entries(types).flatMap(([status, type]) =>
      unless(byStatus[status]?.type === type, `${status} is no ${type}`),
    ),
  ];
}

/**
 * Make takes nothing but `application/json` for JSON by itself, and the gateway's errors are
 * `application/problem+json`: whoever reads their body has to say that it is JSON.
 */
function problemFindings(request: Loose, file: Directives): string[] {
  if (file.kind !== 'base' && !standsAlone(file)) return [];
  const { type = {}, error = {} } = request?.response ?? {};
  const { message = '', type: _type, ...byStatus } = error;
  const reads = (text: string): boolean => text.includes('body.');
  const read = Object.entries<Loose>(byStatus)
    .filter(([status, one]) => status !== '200' && reads(one.message))
    .map(([status]) => status);
  return [
    ...read.flatMap((status) => unless(type[status] === 'json', `${status} is not read as JSON`)),
    ...unless(!reads(message) || Object.values(type).includes('json'), 'no error is read as JSON'),
    ...unless(Object.keys(type).length === 0 || type['*'] === 'automatic', 'type of the others'),
  ];
}

function urlFindings(request: Loose, file: Directives, app: App): string[] {
  if (file.kind === 'base') return unless(request.baseUrl === '{{connection.base_url}}', 'baseUrl');
  if (!isRequest(request)) return [];
  const { url } = request;
  if (moduleType(file, app) === 'universal') return unless(url === '/{{parameters.url}}', url);
  if (file.kind === 'connection') return unless(url.startsWith('{{temp.base_url}}/v1/'), url);
  const start = standsAlone(file) ? '{{connection.base_url}}/v1/' : '/v1/';
  return unless(url.startsWith(start), url);
}

/** Whether the gateway has such an operation, and takes what is sent. */
function apiFindings(request: Loose, file: Directives, app: App): string[] {
  if (!isRequest(request) || moduleType(file, app) === 'universal') return [];
  const { method = 'GET', url, qs = {}, body, pagination } = request;
  const operation = operationOf(method, url);
  if (operation === undefined) return [`no operation ${method} ${url}`];
  const asked = [...Object.keys(qs), ...Object.keys(pagination?.qs ?? {})];
  const sent = Object.keys(body ?? {});
  const needed: readonly string[] = operation.body?.required ?? [];
  return [
    ...asked.flatMap((key) => unless(operation.query.includes(key), `query ${key}`)),
    ...sent.flatMap((key) =>
      unless(operation.body?.properties?.[key] !== undefined, `${key} in the body`),
    ),
    ...needed.flatMap((key) => unless(sent.includes(key), `no ${key} in the body`)),
  ];
}

function pageFindings(request: Loose, { kind }: Directives): string[] {
  const iterates = request?.response?.iterate !== undefined;
  if (!isRequest(request) || !iterates) return [];
  const { method = 'GET', url, qs = {}, pagination, response } = request;
  const isBounded = kind !== 'rpc' || (response.limit > 0 && response.limit <= 500);
  if (!operationOf(method, url)?.query.includes('cursor')) {
    return unless(isBounded, 'no limit');
  }
  const { condition = '' } = pagination ?? {};
  return [
    ...unless(isBounded, 'no limit'),
    ...unless(qs.limit === 100, 'the pages are small'),
    ...unless(pagination?.qs?.cursor === '{{body.next_cursor}}', 'no cursor'),
    ...unless(condition.includes('body.next_cursor'), 'no end'),
    ...unless(kind !== 'rpc' || condition.includes('pagination.page <='), 'no last page'),
  ];
}

/** Requests, as they go to the gateway. */
export const COMMUNICATION: readonly Rule[] = [
  {
    id: 'sanitize',
    says: 'The token, and the secret that a subscription gets, stay out of Make’s logs.',
    findings: eachRequest(sanitizeFindings),
  },
  {
    id: 'errors',
    says: 'Every error has a message, and the type that makes Make do the right thing.',
    findings: eachRequest(errorFindings),
  },
  {
    id: 'problems',
    says: 'Where the body of an error is read, it is read as JSON.',
    findings: eachRequest(problemFindings),
  },
  {
    id: 'redirects',
    says: 'The token follows no redirect, and what is none of 2xx is no success.',
    findings: eachRequest((request, { kind, code }) => {
      if (kind === 'base') {
        return [
          ...unless(request.followRedirects === false, 'followRedirects'),
          ...unless(request.followAllRedirects === false, 'followAllRedirects'),
          ...unless(request.response?.valid === '{{statusCode < 300}}', 'valid'),
        ];
      }
      if (kind !== 'connection' || code !== 'communication') return [];
      return [
        ...unless(request.followRedirects === false, 'followRedirects'),
        ...unless(/^\{\{statusCode == 200 && /.test(request.response?.valid ?? ''), 'valid'),
      ];
    }),
  },
  {
    id: 'own-gateway',
    says: 'Every request goes to the gateway of the connection.',
    findings: eachRequest(urlFindings),
  },
  {
    id: 'api',
    says: 'The gateway has every operation, and takes what is sent.',
    findings: eachRequest(apiFindings),
  },
  {
    id: 'pages',
    says: 'Lists are read page by page, and dropdowns end somewhere.',
    findings: eachRequest(pageFindings),
  },
  {
    id: 'kept',
    says: 'Of a subscription only the id, the provider and the source are kept, never the secret.',
    findings: (app) =>
      directivesOf(app)
        .filter(({ code }) => code === 'attach')
        .flatMap(({ path, requests: [request] }) =>
          unless(
            JSON.stringify(request?.response?.data) ===
              '{"externalHookId":"{{body.id}}","provider":"{{body.provider}}","source_id":"{{body.source_id}}"}',
            path,
          ),
        ),
  },
];
