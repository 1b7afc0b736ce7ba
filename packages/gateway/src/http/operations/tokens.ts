import { SCOPES } from '@signal-hooks/catalogue';
import { MAX_DAYS } from '../../services/tokens.ts';
import { tokenView } from '../../services/views.ts';
import { type Operation, operation } from '../operation.ts';
import { list, object, oneOf, pageOf, ref, text } from '../schemas.ts';

const tag = 'Tokens';
const missing = 'token_not_found';

const CHANGEABLE = {
  name: text(100, 'What people recognise it by.'),
  scopes: { ...list(oneOf(SCOPES), SCOPES.length), minItems: 1 },
};

/** What can be done with bearer tokens. Whoever may, could give anything to anybody. */
export const TOKEN_OPERATIONS: readonly Operation[] = [
  operation({
    method: 'get',
    path: '/v1/tokens',
    operationId: 'listTokens',
    tag,
    summary: 'All bearer tokens, oldest first, also revoked and expired ones',
    description: 'Never the tokens themselves. It is always one page.',
    access: 'admin',
    answers: { 200: { description: 'All tokens.', schema: pageOf('Token') } },
    handle: async ({ deps }) => {
      const rows = await deps.services.tokens.list();
      return { status: 200, body: { data: rows.map(tokenView), next_cursor: null } };
    },
  }),
  operation<
    unknown,
    {
      readonly name: string;
      readonly scopes: readonly string[];
      readonly expires_in_days: number | null;
    }
  >({
    method: 'post',
    path: '/v1/tokens',
    operationId: 'createToken',
    audit: 'token',
    tag,
    summary: 'Make a bearer token',
    description: 'The token is returned once.',
    access: 'admin',
    body: object({
      ...CHANGEABLE,
      expires_in_days: {
        type: ['integer', 'null'],
        minimum: 1,
        maximum: MAX_DAYS,
        description: 'null: it does not expire.',
      },
    }),
    answers: { 201: { description: 'The token.', schema: ref('TokenWithSecret') } },
    handle: async ({ deps, body: { name, scopes, expires_in_days: expiresInDays } }) => {
      const { token, row } = await deps.services.tokens.create({ name, scopes, expiresInDays });
      return { status: 201, body: { ...tokenView(row), token } };
    },
  }),
  operation<unknown, { readonly name?: string; readonly scopes?: readonly string[] }>({
    method: 'patch',
    path: '/v1/tokens/{id}',
    operationId: 'updateToken',
    audit: 'token',
    tag,
    summary: 'Change what a bearer token is called, or what it may do',
    access: 'admin',
    missing,
    body: object({ 'name?': CHANGEABLE.name, 'scopes?': CHANGEABLE.scopes }, { minProperties: 1 }),
    answers: { 200: { description: 'The token.', schema: ref('Token') } },
    handle: async ({ deps, id, body }) => ({
      status: 200,
      body: tokenView(await deps.services.tokens.change(id, body)),
    }),
  }),
  operation({
    method: 'delete',
    path: '/v1/tokens/{id}',
    operationId: 'revokeToken',
    audit: 'token',
    tag,
    summary: 'Make a bearer token worthless',
    description: 'At once here, within a second at other gateways. Doing it twice is fine.',
    access: 'admin',
    missing,
    answers: { 204: { description: 'It is revoked.' } },
    handle: async ({ deps, id }) => {
      await deps.services.tokens.revoke(id);
      return { status: 204 };
    },
  }),
];
