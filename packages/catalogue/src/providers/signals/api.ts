import { asObject, asText, isSameSet } from '../../payload.ts';
import { type Advice, checkStatus, listIn } from '../../registration/answer.ts';
import type { ApiRegistration, Settings } from '../../registration/api.ts';
import type { ApiResponse } from '../../registration/conversation.ts';
import { ProviderApiError } from '../../registration/error.ts';

const ADVICE: Advice = {
  name: 'SIGNALS',
  unauthorized:
    'SIGNALS does not accept the API token. Create a new one under Admin → Settings → API tokens.',
  forbidden: 'The API token may not manage webhooks. It needs the ability “webhooks:manage”.',
  notFound:
    'SIGNALS has no webhook API at this address, or the webhook is gone. Check the address.',
  rateLimited: 'SIGNALS takes 60 requests a minute; wait a minute and try again.',
};

/** 401 token, 403 ability or owner, 422 input, 429 more than 60 a minute. */
const check = (response: ApiResponse): ApiResponse => checkStatus(response, ADVICE);

const addressOf = (settings: Settings): string => (settings.base_url ?? '').replace(/\/+$/, '');

function webhooks(settings: Settings, id?: string): string {
  const path = id === undefined ? '' : `/${encodeURIComponent(id)}`;
  return `${addressOf(settings)}/api/v1/webhooks${path}`;
}

/**
 * SIGNALS' webhook API. https://signals.auralyte.xyz/docs
 *
 * A webhook is found by its URL, which is a source's own; where its events differ it is
 * brought up to date instead of being joined by a second one, which would deliver what both
 * have in common twice. The secret is returned once, when it is created: it cannot be renewed.
 */
export const registration: ApiRegistration = {
  kind: 'api',
  settings: [
    {
      key: 'base_url',
      label: 'Address',
      help: 'Where your SIGNALS runs, such as https://signals.example.com',
      required: true,
      secret: false,
      example: 'https://signals.example.com',
    },
    {
      key: 'api_token',
      label: 'API Token',
      help: 'Make one in SIGNALS under Admin → Settings → API tokens, with the ability “webhooks:manage”.',
      required: true,
      secret: true,
    },
  ],
  *authenticate(settings) {
    return { authorization: `Bearer ${settings.api_token ?? ''}`, accept: 'application/json' };
  },
  address: addressOf,
  *list(settings, target) {
    const { body } = check(yield { method: 'GET', url: webhooks(settings) });
    const here = listIn(asObject(body).webhooks, 'SIGNALS')
      .filter(({ id, url }) => url === target.url && asText(id) !== '')
      .map(({ id, events, is_active: isActive }) => {
        const fits = isSameSet(events, target.events);
        return { id: asText(id), fits, active: fits && isActive === true };
      });
    const inOrder = [...here.filter(({ fits }) => fits), ...here.filter(({ fits }) => !fits)];
    return inOrder.map(({ id, active }) => ({ id, active }));
  },
  *create(settings, target) {
    const json = { url: target.url, events: [...target.events] };
    const { body } = check(yield { method: 'POST', url: webhooks(settings), json });
    const { id, secret } = asObject(asObject(body).webhook);
    if (typeof secret !== 'string' || secret === '' || asText(id) === '') {
      throw new ProviderApiError(
        'provider_unexpected',
        'SIGNALS created the webhook but did not return its secret.',
      );
    }
    return { id: asText(id), credentials: { secrets: [secret] } };
  },
  /** `is_active: true` also sets the count of failures back. */
  *enable(settings, target, id) {
    const json = { events: [...target.events], is_active: true };
    check(yield { method: 'PUT', url: webhooks(settings, id), json });
  },
  *remove(settings, id) {
    const response = yield { method: 'DELETE', url: webhooks(settings, id) };
    if (response.status !== 404) check(response);
  },
};
