import type { Providers } from '../../providers.ts';
import { providerDetailView, providerView } from '../../services/views.ts';
import { Document } from '../document.ts';
import { type Operation, operation, type Schema } from '../operation.ts';
import { object, pageOf, ref, text } from '../schemas.ts';

const tag = 'Providers';
const missing = 'provider_not_found';

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

const documents = new WeakMap<Providers, Document>();

/** Made once for each picture of the providers: it is large, and the same for everybody. */
function listOf(providers: Providers): Document {
  const made =
    documents.get(providers) ??
    new Document(
      'application/json',
      JSON.stringify({ data: providers.all().map(providerView), next_cursor: null }),
    );
  documents.set(providers, made);
  return made;
}

interface DefinitionBody {
  readonly definition: unknown;
  readonly preset?: string;
}

/** What can be done with providers and their definitions. */
export const PROVIDER_OPERATIONS: readonly Operation[] = [
  operation({
    method: 'get',
    path: '/v1/providers',
    operationId: 'listProviders',
    tag,
    summary: 'All providers, their event types and fields',
    description:
      'What forms and dropdowns are made of: the providers that come with the gateway, those that were defined here, and the presets. It is always one page.',
    access: 'token',
    answers: { 200: { description: 'All providers.', schema: pageOf('Provider') } },
    handle: async ({ deps }) => ({
      status: 200,
      body: listOf(await deps.services.providers.list()),
    }),
  }),
  operation({
    method: 'get',
    path: '/v1/providers/{id}',
    operationId: 'getProvider',
    tag,
    summary: 'One provider, with its definition and the JSON Schema of its records',
    access: 'sources:read',
    missing,
    answers: { 200: { description: 'The provider.', schema: ref('ProviderWithDefinition') } },
    handle: async ({ deps, id }) => ({
      status: 200,
      body: providerDetailView(await deps.services.providers.get(id)),
    }),
  }),
  operation<unknown, DefinitionBody>({
    method: 'put',
    path: '/v1/providers/{id}',
    operationId: 'changeProvider',
    tag,
    summary: 'Change the definition of a provider that was defined here',
    description:
      'Events that were stored before are mapped by the new definition from now on. A field that a filter asks for keeps its name and type. POST /v1/sources adds a provider.',
    access: 'sources:write',
    missing,
    body: object({ definition: DEFINITION, 'preset?': PRESET }),
    answers: { 200: { description: 'The provider.', schema: ref('ProviderWithDefinition') } },
    errors: ['conflict'],
    handle: async ({ deps, id, body }) => {
      const { definition, preset } = body;
      const { own, notes } = await deps.services.providers.change(id, definition, preset);
      return { status: 200, body: providerDetailView({ ...own, kind: 'custom' }, notes) };
    },
  }),
  operation({
    method: 'delete',
    path: '/v1/providers/{id}',
    operationId: 'deleteProvider',
    tag,
    summary: 'Forget a provider that was defined here',
    description: 'Only while no source is of it, and no subscription asks for its events alone.',
    access: 'sources:write',
    missing,
    answers: { 204: { description: 'It is gone.' } },
    errors: ['conflict'],
    handle: async ({ deps, id }) => {
      await deps.services.providers.remove(id);
      return { status: 204 };
    },
  }),
  operation<unknown, DefinitionBody>({
    method: 'post',
    path: '/v1/definitions/check',
    operationId: 'checkDefinition',
    tag,
    summary: 'Check a definition without storing it',
    access: 'sources:read',
    body: object({ definition: DEFINITION, 'preset?': PRESET }),
    answers: { 200: { description: 'What was found.', schema: ref('DefinitionCheck') } },
    handle: async ({ deps, body }) => {
      const { problems, provider } = await deps.services.providers.check(
        body.definition,
        body.preset,
      );
      const view = provider && providerView({ kind: 'custom', provider, stored: null });
      return { status: 200, body: { ok: problems.length === 0, problems, provider: view } };
    },
  }),
];
