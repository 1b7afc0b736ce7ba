import type { Authentication, Bundle, ZObject } from 'zapier-platform-core';
import { callGateway, gatewayUrl, NEEDED_SCOPES, noGateway } from './core/gateway.ts';
import { guarded } from './core/guard.ts';

/** What the connection's label is made of; Zapier puts the app's name before it. */
interface Connection {
  readonly host: string;
  readonly token_name: string;
}

/** Asks the gateway whose token this is, and whether it may do what the triggers need. */
async function test(z: ZObject, bundle: Bundle): Promise<Connection> {
  const body = await callGateway(z, bundle, { path: 'me', tolerate: [404] });
  if (body === null) throw notTheAddress(z);
  const { token } = body;
  const scopes: unknown = token?.scopes;
  if (!Array.isArray(scopes)) throw noGateway(z, 200);
  const missing = NEEDED_SCOPES.filter(
    (scope) => !scopes.includes(scope) && !scopes.includes('admin'),
  );
  if (missing.length > 0) {
    const [noun, all] = missing.length > 1 ? ['scopes', 'them all'] : ['scope', 'it'];
    throw new z.errors.Error(
      `The API token lacks the ${noun} ${missing.join(' and ')}. Make one at the gateway that has ${all}.`,
      'Forbidden',
      403,
    );
  }
  const host = new URL(gatewayUrl(z, bundle.authData.gateway_url)).host;
  return { host, token_name: token.name };
}

const notTheAddress = (z: ZObject): Error =>
  new z.errors.Error(
    'There is no Signal Hooks gateway at this address. Enter the gateway’s address alone, such as https://hooks.example.com, without /in/… or /v1 behind it.',
    'NoGateway',
    404,
  );

/** A gateway's address and an API token that was made there. */
export const authentication: Authentication = {
  type: 'custom',
  test: guarded(test),
  connectionLabel: '{{host}} ({{token_name}})',
  fields: [
    {
      key: 'gateway_url',
      label: 'Gateway Address',
      type: 'string',
      required: true,
      isNoSecret: true,
      placeholder: 'https://hooks.example.com',
      helpText: 'Where your Signal Hooks gateway runs. It must be reachable over HTTPS.',
    },
    {
      key: 'api_token',
      label: 'API Token',
      type: 'password',
      required: true,
      helpText:
        'Make one at the gateway: `signal-hooks token create --name zapier --scope subscriptions:write --scope events:read --scope sources:read --scope deliveries:read --scope deliveries:write`. The last two are only for replaying deliveries.',
    },
  ],
};
