import { PROVIDERS } from '@signal-hooks/catalogue';
import { GatewayError } from '../../errors.ts';
import { providerView, tokenView } from '../../services/views.ts';
import { type Operation, operation } from '../operation.ts';
import { object, pageOf, ref } from '../schemas.ts';

const tag = 'Gateway';
const OK = object({ status: { type: 'string', const: 'ok' } });

/** What is about the gateway itself. */
export const META_OPERATIONS: readonly Operation[] = [
  operation({
    method: 'get',
    path: '/v1/me',
    operationId: 'getMe',
    tag,
    summary: 'Whose token this is',
    description: 'Tells whether gateway and token work, without touching anything.',
    access: 'token',
    answers: { 200: { description: 'The gateway and the token.', schema: ref('Me') } },
    handle: async ({ deps, token }) => ({
      status: 200,
      body: {
        gateway: { name: 'Signal Hooks', version: deps.version, public_url: deps.config.publicUrl },
        token: token && tokenView(token),
      },
    }),
  }),
  operation({
    method: 'get',
    path: '/v1/providers',
    operationId: 'listProviders',
    tag,
    summary: 'All providers, their event types and fields',
    description: 'What forms and dropdowns are made of. It is always one page.',
    access: 'token',
    answers: { 200: { description: 'All providers.', schema: pageOf('Provider') } },
    handle: async () => ({
      status: 200,
      body: { data: Object.values(PROVIDERS).map(providerView), next_cursor: null },
    }),
  }),
  operation({
    method: 'get',
    path: '/healthz',
    operationId: 'getHealth',
    tag,
    summary: 'Whether the process runs and need not be restarted',
    access: 'none',
    answers: { 200: { description: 'It runs.', schema: OK } },
    handle: async ({ deps }) => {
      const { failure } = deps.store;
      if (failure !== null) throw new GatewayError('unavailable', failure);
      return { status: 200, body: { status: 'ok' } };
    },
  }),
  operation({
    method: 'get',
    path: '/readyz',
    operationId: 'getReadiness',
    tag,
    summary: 'Whether the gateway can take events',
    description: 'Writes to the store, at most once a second.',
    access: 'none',
    answers: { 200: { description: 'Events can be stored.', schema: OK } },
    handle: async ({ deps }) => {
      await deps.store.check().catch((cause: unknown) => {
        // Everybody may read it, so only words of our own.
        const reason = cause instanceof GatewayError ? ` ${cause.message}` : '';
        throw new GatewayError('unavailable', `Nothing can be stored.${reason}`, { cause });
      });
      return { status: 200, body: { status: 'ok' } };
    },
  }),
  operation({
    method: 'get',
    path: '/metrics',
    operationId: 'getMetrics',
    tag,
    summary: 'Counts and times for Prometheus',
    description:
      'Needs no token from the gateway’s own machine; from elsewhere, also through a proxy, any valid one.',
    access: 'local',
    answers: {
      200: {
        description: 'Prometheus’ text format.',
        contentType: 'text/plain',
        schema: { type: 'string' },
      },
    },
    handle: async ({ deps }) => ({ status: 200, body: await deps.metrics.registry.metrics() }),
  }),
];
