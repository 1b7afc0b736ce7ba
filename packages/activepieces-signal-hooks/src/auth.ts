import { PieceAuth, Property } from '@activepieces/pieces-framework';
import { andList, CONNECTION_SCOPES } from '@signal-hooks/catalogue';
import { getMe, optional } from '@signal-hooks/client';
import { type Connection, Gateway } from './gateway.ts';

const GUIDE = 'https://github.com/signal-hooks/signal-hooks/blob/main/docs/how-to';

/** Asks the gateway whether its address and the token are right. @returns what is wrong; null: nothing */
async function problemOf(connection: Connection): Promise<string | null> {
  // What a gateway answers below other addresses of its own, such as an ingest URL.
  const elsewhere = ['not_found', 'source_not_found'] as const;
  const call = optional(getMe().pick('token.name', 'token.scopes'), ...elsewhere);
  const me = await new Gateway(connection).call(call);
  if (me === null) {
    return 'There is no Signal Hooks gateway at this address. Enter the gateway’s address alone, such as https://hooks.example.com, without /in/… or /v1 behind it.';
  }
  const { scopes } = me.token;
  const missing = CONNECTION_SCOPES.activepieces.filter(
    (scope) => !scopes.includes(scope) && !scopes.includes('admin'),
  );
  if (missing.length === 0) return null;
  const [noun, all] = missing.length > 1 ? ['scopes', 'them all'] : ['scope', 'it'];
  return `The API token lacks the ${noun} ${andList(missing)}. Make one at the gateway that has ${all}.`;
}

/** A gateway's address and an API token that was made there. */
export const auth = PieceAuth.CustomAuth({
  displayName: 'Connection',
  description: `Your Signal Hooks gateway: [how to connect](${GUIDE}/activepieces.md#2-connect).`,
  required: true,
  props: {
    gateway_url: Property.ShortText({
      displayName: 'Gateway Address',
      description:
        'Where your Signal Hooks gateway runs, such as https://hooks.example.com, with nothing behind it.',
      required: true,
    }),
    api_token: PieceAuth.SecretText({
      displayName: 'API Token',
      description: 'Make one at the gateway: signal-hooks token create --for activepieces',
      required: true,
    }),
  },
  validate: async ({ auth: connection }) => {
    try {
      const error = await problemOf(connection);
      return error === null ? { valid: true } : { valid: false, error };
    } catch (error) {
      return { valid: false, error: (error as Error).message };
    }
  },
});
