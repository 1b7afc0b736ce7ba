import type { Authentication, Bundle, ZObject } from 'zapier-platform-core';
import { callGateway, gatewayUrl, NEEDED_SCOPES } from './core/gateway.ts';

/** What the connection's label is made of. */
interface Connection {
  readonly gateway_name: string;
  readonly token_name: string;
}

/** Asks the gateway whose token this is, and whether it may do what the triggers need. */
async function test(z: ZObject, bundle: Bundle): Promise<Connection> {
  const { gateway, token } = await callGateway(z, bundle, { path: 'me' });
  const scopes: readonly string[] = token.scopes;
  const missing = NEEDED_SCOPES.filter(
    (scope) => !scopes.includes(scope) && !scopes.includes('admin'),
  );
  if (missing.length > 0) {
    throw new z.errors.Error(
      `The API token lacks the scope ${missing.join(' and ')}. Make one at the gateway that has it and use that.`,
      'Forbidden',
      403,
    );
  }
  const host = new URL(gatewayUrl(z, bundle.authData.gateway_url)).host;
  return { gateway_name: `${gateway.name} at ${host}`, token_name: token.name };
}

/** A gateway's address and an API token that was made there. */
export const authentication: Authentication = {
  type: 'custom',
  test,
  connectionLabel: '{{gateway_name}} ({{token_name}})',
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
