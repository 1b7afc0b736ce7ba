import type { Providers } from '../../providers.ts';
import { providerDetailView, providerView } from '../../services/views.ts';
import { Document } from '../document.ts';
import { type Operation, operation } from '../operation.ts';
import { ID_PARAMETER, object, pageOf, ref } from '../schemas.ts';
import { DEFINITION, type DefinitionBody, PRESET } from './definitions.ts';

const tag = 'Providers';
const missing = 'provider_not_found';

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

/** What can be done with providers. */
export const PROVIDER_OPERATIONS: readonly Operation[] = [
  operation<{ readonly source_id?: string }>({
    method: 'get',
    path: '/v1/providers',
    operationId: 'listProviders',
    tag,
    summary: 'All providers, their event types and fields',
    description:
      'What forms and dropdowns are made of: the providers that come with the gateway, those that were defined here, and the presets. It is always one page.',
    access: 'token',
    query: object({
      'source_id?': { ...ID_PARAMETER, description: 'Only the one of this source.' },
    }),
    answers: { 200: { description: 'All providers.', schema: pageOf('Provider') } },
    errors: ['source_not_found'],
    handle: async ({ deps, query }) => {
      const providers = await deps.services.providers.list();
      if (query.source_id === undefined) return { status: 200, body: listOf(providers) };
      const { source } = await deps.services.sources.get(query.source_id);
      const known = providers.known(source.provider);
      const data = known === undefined ? [] : [providerView(known)];
      return { status: 200, body: { data, next_cursor: null } };
    },
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
    audit: 'provider',
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
    audit: 'provider',
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
];
