import { CONNECTION_SCOPES } from '@signal-hooks/catalogue';
import { getMe, optional } from '@signal-hooks/client';
import type { Authentication, Bundle, ZObject } from 'zapier-platform-core';
import type { Gateway } from './core/gateway.ts';
import { guarded } from './core/guard.ts';

/** What the connection's label is made of; Zapier puts the app's name before it. */
interface Connection {
  readonly host: string;
  readonly token_name: string;
}

/** Asks the gateway whose token this is, and whether it may do what the triggers need. */
async function test(z: ZObject, _bundle: Bundle, gateway: Gateway): Promise<Connection> {
  // What a gateway answers below other addresses of its own, such as an ingest URL.
  const elsewhere = ['not_found', 'source_not_found'] as const;
  const call = optional(getMe().pick('token.name', 'token.scopes'), ...elsewhere);
  const me = await gateway.call(call);
  if (me === null) throw notTheAddress(z);
  const { token } = me;
  const missing = CONNECTION_SCOPES.zapier.filter(
    (scope) => !token.scopes.includes(scope) && !token.scopes.includes('admin'),
  );
  if (missing.length > 0) {
    const [noun, all] = missing.length > 1 ? ['scopes', 'them all'] : ['scope', 'it'];
    throw new z.errors.Error(
      `The API token lacks the ${noun} ${missing.join(' and ')}. Make one at the gateway that has ${all}.`,
      'Forbidden',
      403,
    );
  }
  return { host: gateway.host, token_name: token.name };
}

const notTheAddress = (z: ZObject): Error =>
  new z.errors.Error(
    'There is no Signal Hooks gateway at this address. Enter the gateway’s address alone, such as https://hooks.example.com, without /in/… or /v1 behind it.',
    'NoGateway',
    404,
  );

const GUIDE = 'https://github.com/signal-hooks/signal-hooks/blob/main/docs';

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
      helpText: `Where your Signal Hooks gateway runs. It must be reachable over HTTPS: [run a gateway](${GUIDE}/how-to/run-the-gateway.md).`,
    },
    {
      key: 'api_token',
      label: 'API Token',
      type: 'password',
      required: true,
      helpText: `Make one at the gateway with \`signal-hooks token create --for zapier\`: [how to connect](${GUIDE}/tutorials/zapier.md#1-connect).`,
    },
  ],
};
