import { SOURCE_LIMITS, type SourceInput } from '../../services/sources/input.ts';
import {
  listAnswer,
  type Operation,
  operation,
  type PageQuery,
  pageRequest,
  type Schema,
  sourceAnswer,
  sourceBody,
} from '../operation.ts';
import { anyText, list, object, PAGE_QUERY, PROVIDER, pageOf, ref, text } from '../schemas.ts';
import { DEFINITION, PRESET } from './definitions.ts';
import { BY_API, credential, withSecret } from './source-parts.ts';

const tag = 'Sources';
const missing = 'source_not_found';
/** Keys of a request as they are sent. */
interface SourceBody {
  readonly name?: string;
  readonly events?: readonly string[];
  readonly authorization?: readonly string[];
  readonly public_keys?: readonly string[];
  readonly unsigned?: boolean;
  readonly settings?: Readonly<Record<string, string>>;
  readonly max_per_second?: number | null;
  readonly max_body_bytes?: number | null;
}

const limit = ({ least, most }: { readonly least: number; readonly most: number }): Schema => ({
  type: ['integer', 'null'],
  minimum: least,
  maximum: most,
});

const CHANGEABLE: Readonly<Record<string, Schema>> = {
  'name?': text(100),
  'events?': {
    ...list(text(100), 100),
    description: 'Event types to ask for at the provider; empty: all known ones.',
  },
  'authorization?': {
    ...list(credential(1000), 20),
    description: 'Values of the Authorization header of which one must be there.',
  },
  'public_keys?': { ...list(credential(10_000), 20), description: 'RSA keys, PEM or base64.' },
  'unsigned?': { type: 'boolean', description: 'Take requests without a signature.' },
  'settings?': {
    type: 'object',
    additionalProperties: anyText(2000),
    maxProperties: 50,
    description: 'Values of the provider’s setting fields.',
  },
  'max_per_second?': {
    ...limit(SOURCE_LIMITS.maxPerSecond),
    description:
      'Requests per second; more are answered 429, or 503 where the provider would not send again after 429. null: no limit.',
  },
  'max_body_bytes?': {
    ...limit(SOURCE_LIMITS.maxBodyBytes),
    description: 'Largest body; null: as large as the gateway takes.',
  },
};

const inputOf = ({
  public_keys: publicKeys,
  max_per_second: maxPerSecond,
  max_body_bytes: maxBodyBytes,
  ...rest
}: SourceBody): SourceInput => ({
  ...(maxPerSecond === undefined ? {} : { maxPerSecond }),
  ...(maxBodyBytes === undefined ? {} : { maxBodyBytes }),
  ...(rest.name === undefined ? {} : { name: rest.name }),
  ...(rest.events === undefined ? {} : { events: rest.events }),
  ...(rest.authorization === undefined ? {} : { authorization: rest.authorization }),
  ...(rest.unsigned === undefined ? {} : { unsigned: rest.unsigned }),
  ...(rest.settings === undefined ? {} : { settings: rest.settings }),
  ...(publicKeys === undefined ? {} : { publicKeys }),
});

/** What can be done with sources, apart from what `source-actions.ts` has. */
export const SOURCE_OPERATIONS: readonly Operation[] = [
  operation<PageQuery & { readonly provider?: string }>({
    method: 'get',
    path: '/v1/sources',
    operationId: 'listSources',
    tag,
    summary: 'All sources, newest first',
    access: 'sources:read',
    query: object({ ...PAGE_QUERY, 'provider?': PROVIDER }),
    answers: { 200: { description: 'A page of sources.', schema: pageOf('Source') } },
    handle: async ({ deps, query }) => {
      const filter = { provider: query.provider ?? null };
      const page = await deps.services.sources.list(filter, pageRequest(query));
      return listAnswer(page, (ready) => sourceBody(deps, ready));
    },
  }),
  operation<
    unknown,
    SourceBody & {
      provider: string;
      definition?: unknown;
      preset?: string;
      secrets?: readonly string[];
      register?: boolean;
    }
  >({
    method: 'post',
    path: '/v1/sources',
    operationId: 'createSource',
    audit: 'source',
    tag,
    summary: 'Connect a provider account',
    description:
      'Registers at the provider where it has an API and settings are given. Where the secret is entered by hand and none is given, one is made and returned once.',
    access: 'sources:write',
    body: object({
      provider: {
        ...PROVIDER,
        description:
          'The id of a provider; see `/v1/providers`. "custom": the one that definition or preset says.',
      },
      'definition?': DEFINITION,
      'preset?': PRESET,
      ...CHANGEABLE,
      'secrets?': {
        ...list(credential(1000), 20),
        description: 'Shared secrets, any of which may sign.',
      },
      'register?': { type: 'boolean', description: 'Default: whether settings are given.' },
    }),
    answers: { 201: { description: 'The source.', schema: ref('SourceWithSecret') } },
    errors: [...BY_API, 'conflict'],
    handle: async ({ deps, body }) => {
      const added = await deps.services.sources.add({
        ...inputOf(body),
        provider: body.provider,
        ...(body.definition === undefined ? {} : { definition: body.definition }),
        ...(body.preset === undefined ? {} : { preset: body.preset }),
        ...(body.secrets === undefined ? {} : { secrets: body.secrets }),
        ...(body.register === undefined ? {} : { register: body.register }),
      });
      return withSecret(deps, added, 201);
    },
  }),
  operation({
    method: 'get',
    path: '/v1/sources/{id}',
    operationId: 'getSource',
    tag,
    summary: 'One source',
    access: 'sources:read',
    missing,
    answers: { 200: { description: 'The source.', schema: ref('Source') } },
    handle: async (call) => sourceAnswer(call, await call.deps.services.sources.get(call.id)),
  }),
  operation<unknown, SourceBody>({
    method: 'patch',
    path: '/v1/sources/{id}',
    operationId: 'updateSource',
    audit: 'source',
    tag,
    summary: 'Change a source',
    description:
      'Where events or settings of a registered source change, the provider is asked to change them too.',
    access: 'sources:write',
    missing,
    body: object(CHANGEABLE, { minProperties: 1 }),
    answers: { 200: { description: 'The source.', schema: ref('Source') } },
    errors: BY_API,
    handle: async (call) =>
      sourceAnswer(call, await call.deps.services.sources.update(call.id, inputOf(call.body))),
  }),
  operation<{ readonly force: boolean }>({
    method: 'delete',
    path: '/v1/sources/{id}',
    operationId: 'deleteSource',
    audit: 'source',
    tag,
    summary: 'Remove a source with its events',
    description: 'Its registration is removed first, and subscriptions to it end.',
    access: 'sources:write',
    missing,
    query: object({
      'force?': {
        type: 'boolean',
        default: false,
        description: 'Also if the provider cannot be asked.',
      },
    }),
    answers: { 204: { description: 'It is gone.' } },
    errors: BY_API,
    handle: async ({ deps, id, query }) => {
      await deps.services.sources.remove(id, query);
      return { status: 204 };
    },
  }),
];
