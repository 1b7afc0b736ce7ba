import { GatewayError } from '../../errors.ts';
import type { GivenRequest } from '../../services/providers/examples.ts';
import { providerView } from '../../services/views.ts';
import { type Call, type Operation, operation, type Schema } from '../operation.ts';
import { anyText, ID_PARAMETER, list, object, PROVIDER, ref, text } from '../schemas.ts';
import { credential } from './source-parts.ts';

const tag = 'Providers';

/** The reference of definitions says what is in it; the service checks it. */
export const DEFINITION: Schema = {
  type: 'object',
  additionalProperties: true,
  description:
    'A provider as data, up to 64 kB: docs/reference/definition.md describes the language, docs/reference/definition.schema.json is its JSON Schema.',
};
export const PRESET: Schema = text(
  40,
  'The id of a preset. With a definition: what that starts from; it has an id and a name of its own, and the parts that differ.',
);

/** A definition in the body of a request. */
export interface DefinitionBody {
  readonly definition: unknown;
  readonly preset?: string;
}

interface CheckBody extends DefinitionBody {
  readonly requests: readonly GivenRequest[];
  readonly rejection_ids: readonly string[];
}

interface LearnBody {
  readonly requests: readonly GivenRequest[];
  readonly event_ids: readonly string[];
  readonly rejection_ids: readonly string[];
  readonly id?: string;
  readonly name?: string;
  readonly secret?: string;
  readonly answers: Readonly<Record<string, string>>;
}

const REQUESTS: Schema = {
  ...list(
    object({
      body: { type: 'string', maxLength: 200_000, description: 'As it came, as text.' },
      'headers?': {
        type: 'object',
        additionalProperties: anyText(4000),
        maxProperties: 100,
        description: 'Those it came with, by name.',
      },
    }),
    20,
  ),
  default: [],
};
const REJECTION_IDS: Schema = {
  ...list(ID_PARAMETER, 20),
  default: [],
  description: 'Refused requests that are kept; the token needs the scope events:read too.',
};

const LEARN_BODY: Schema = object({
  'requests?': REQUESTS,
  'event_ids?': {
    ...list(ID_PARAMETER, 20),
    default: [],
    description: 'Stored events; the token needs the scope events:read too.',
  },
  'rejection_ids?': REJECTION_IDS,
  'id?': PROVIDER,
  'name?': text(60, 'What the product is called.'),
  'secret?': {
    ...credential(10_000),
    description: 'The shared secret or the public key: the way of signing is tried with it.',
  },
  'answers?': {
    type: 'object',
    additionalProperties: text(1000),
    maxProperties: 100,
    default: {},
    description: 'Answers to questions of the proposal before, by what they are about.',
  },
});

/** What is stored of events is for those who may read events. @param token null: of the data folder's owner */
function checkMayReadEvents(caller: Call['caller']): void {
  const { scopes = ['admin'] } = caller ?? {};
  if (scopes.includes('admin') || scopes.includes('events:read')) return;
  throw new GatewayError('forbidden', 'The bearer token lacks the scope "events:read".');
}

/** What can be done with definitions before they are stored. */
export const DEFINITION_OPERATIONS: readonly Operation[] = [
  operation<unknown, CheckBody>({
    method: 'post',
    path: '/v1/definitions/check',
    operationId: 'checkDefinition',
    audit: null,
    tag,
    summary: 'Check a definition without storing it, and see what it makes of requests',
    access: 'sources:read',
    body: object({
      definition: DEFINITION,
      'preset?': PRESET,
      'requests?': { ...REQUESTS, description: 'To be read by it; signatures are not checked.' },
      'rejection_ids?': REJECTION_IDS,
    }),
    answers: { 200: { description: 'What was found.', schema: ref('DefinitionCheck') } },
    handle: async ({ deps, caller, body }) => {
      const { definition, preset, requests, rejection_ids: rejectionIds } = body;
      if (rejectionIds.length > 0) checkMayReadEvents(caller);
      const examples = { requests, rejectionIds };
      const checked = await deps.services.providers.check(definition, preset, examples);
      const { problems, provider, records } = checked;
      const view = provider && providerView({ kind: 'custom', provider, stored: null });
      return {
        status: 200,
        body: { ok: problems.length === 0, problems, provider: view, records },
      };
    },
  }),
  operation<unknown, LearnBody>({
    method: 'post',
    path: '/v1/definitions/learn',
    operationId: 'learnDefinition',
    audit: null,
    tag,
    summary: 'Propose a definition, from captured, refused or stored requests',
    description:
      'Nothing is stored. What it is not sure of is asked; send the answers with the same requests to have another proposal.',
    access: 'sources:write',
    body: LEARN_BODY,
    answers: { 200: { description: 'A proposal.', schema: ref('LearnedDefinition') } },
    handle: async ({ deps, caller, body }) => {
      const { event_ids: eventIds, rejection_ids: rejectionIds, ...rest } = body;
      if (eventIds.length + rejectionIds.length > 0) checkMayReadEvents(caller);
      const learned = await deps.services.providers.learn({ ...rest, eventIds, rejectionIds });
      return { status: 200, body: { ...learned } };
    },
  }),
];
