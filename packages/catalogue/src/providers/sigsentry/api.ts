import { digestOf } from '../../digest.ts';
import type { JsonObject } from '../../json.ts';
import { asObject, asText } from '../../payload.ts';
import { type Advice, checkStatus, listIn } from '../../registration/answer.ts';
import type {
  ApiRegistration,
  Registered,
  RegistrationTarget,
  SettingField,
  Settings,
} from '../../registration/api.ts';
import type { ApiResponse } from '../../registration/conversation.ts';
import { ProviderApiError } from '../../registration/error.ts';

const DEFAULT_API = 'https://api.sigsentry.com';
const DEFAULT_THRESHOLD = 'low';
/** The documented severities, worst first. */
export const SEVERITIES: readonly string[] = ['critical', 'high', 'medium', 'low'];
/** Longest part of a source's name that goes into a channel's name. */
const MAX_NAME = 60;

const SETTINGS: readonly SettingField[] = [
  {
    key: 'api_key',
    label: 'API Key',
    help: 'A secret key (ss_secret_…) with the permissions config:read and config:write.',
    required: true,
    secret: true,
  },
  {
    key: 'project_id',
    label: 'Project ID',
    help: 'Needed only for a key of the whole tenant: the project whose analyses are sent.',
    required: false,
    secret: false,
    example: 'proj_p1q2r3',
  },
  {
    key: 'severity_threshold',
    label: 'Severity Threshold',
    help: 'The lowest severity that is sent. “info” is not documented; SigSentry may refuse it.',
    required: false,
    secret: false,
    default: DEFAULT_THRESHOLD,
    options: [...SEVERITIES, 'info'],
  },
  {
    key: 'auth_header',
    label: 'Auth Header',
    help: 'Optional: a value such as “Bearer …” that SigSentry sends as Authorization; it is checked besides the signature.',
    required: false,
    secret: true,
  },
  {
    key: 'api_url',
    label: 'API Address',
    help: 'Only for private set-ups.',
    required: false,
    secret: false,
    default: DEFAULT_API,
  },
];

const ADVICE: Advice = {
  name: 'SigSentry',
  unauthorized: 'SigSentry does not accept the API key. Create a new secret key and give it here.',
  forbidden:
    'The API key may not manage channels of this project. It needs config:read and config:write; a key of the whole tenant also needs the project ID.',
  notFound: 'SigSentry has no such channel or project. Check the project ID and the API address.',
  rateLimited: 'SigSentry asks for fewer requests; wait a minute and try again.',
};

const check = (response: ApiResponse): ApiResponse => checkStatus(response, ADVICE);

const addressOf = (settings: Settings): string =>
  (settings.api_url || DEFAULT_API).replace(/\/+$/, '');

function channels(settings: Settings, id?: string): string {
  const path = id === undefined ? '' : `/${encodeURIComponent(id)}`;
  return `${addressOf(settings)}/v1/config/notifications${path}`;
}

const thresholdOf = (settings: Settings): string =>
  settings.severity_threshold || DEFAULT_THRESHOLD;

/** Marks a channel as the one for an ingest URL; stays the same when the source is renamed. */
const markOf = ({ url }: RegistrationTarget): string => `[${digestOf(url).slice(0, 12)}]`;

const nameOf = (target: RegistrationTarget): string =>
  `${target.name.slice(0, MAX_NAME)} ${markOf(target)}`;

/** A whole channel: we choose its secret, and the value it sends as Authorization. */
function channel(settings: Settings, target: RegistrationTarget): JsonObject {
  const credentials: JsonObject = { url: target.url, hmacSecret: target.newSecret };
  if (settings.auth_header) credentials.authHeader = settings.auth_header;
  return {
    type: 'webhook',
    name: nameOf(target),
    severityThreshold: thresholdOf(settings),
    credentials,
  };
}

function registered(settings: Settings, target: RegistrationTarget, id: string): Registered {
  const authorization = settings.auth_header ? [settings.auth_header] : [];
  return { id, credentials: { secrets: [target.newSecret], authorization } };
}

/**
 * SigSentry's channel API. https://docs.sigsentry.com
 *
 * The list never tells a channel's URL or secret, so a channel is found by its name, which
 * ends in a mark made from the ingest URL. A channel renamed by hand is therefore not found
 * and a second one is made; the first then signs with a secret that is no longer stored
 * and its requests are refused, so no event comes in twice.
 *
 * A channel has no choice of events: all come, and subscriptions filter.
 */
export const registration: ApiRegistration = {
  kind: 'api',
  settings: SETTINGS,
  *authenticate(settings) {
    const headers: Record<string, string> = {
      authorization: `Bearer ${settings.api_key ?? ''}`,
      accept: 'application/json',
    };
    if (settings.project_id) headers['x-project-id'] = settings.project_id;
    return headers;
  },
  address: addressOf,
  authorizationSetting: 'auth_header',
  hasChoiceOfEvents: false,
  *list(settings, target) {
    const { body } = check(yield { method: 'GET', url: channels(settings) });
    const mark = markOf(target);
    return listIn(asObject(body).data, 'SigSentry')
      .filter(
        ({ type, name, id }) =>
          type === 'webhook' && asText(name).endsWith(mark) && asText(id) !== '',
      )
      .map(({ id, isActive, severityThreshold }) => ({
        id: asText(id),
        active: isActive !== false && severityThreshold === thresholdOf(settings),
      }));
  },
  *create(settings, target) {
    const json = channel(settings, target);
    const { body } = check(yield { method: 'POST', url: channels(settings), json });
    const id = asText(asObject(asObject(body).data).id) || asText(asObject(body).id);
    if (id === '') {
      throw new ProviderApiError(
        'provider_unexpected',
        'SigSentry created the channel but did not return its id.',
      );
    }
    return registered(settings, target, id);
  },
  /** Sends no credentials: they are write-only, so a channel must keep those it has (assumed). */
  *enable(settings, target, id) {
    const json = {
      type: 'webhook',
      name: nameOf(target),
      severityThreshold: thresholdOf(settings),
      isActive: true,
    };
    check(yield { method: 'PUT', url: channels(settings, id), json });
  },
  *renew(settings, target, id) {
    const json = { ...channel(settings, target), isActive: true };
    check(yield { method: 'PUT', url: channels(settings, id), json });
    return registered(settings, target, id);
  },
  *remove(settings, id) {
    const response = yield { method: 'DELETE', url: channels(settings, id) };
    if (response.status !== 404) check(response);
  },
};
