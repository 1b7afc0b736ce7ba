import { GatewayError } from '../../errors.ts';
import { checkAddress } from '../../services/public-address.ts';
import { callerView } from '../../services/views.ts';
import { Document } from '../document.ts';
import { errorReference } from '../error-reference.ts';
import { type Operation, operation } from '../operation.ts';
import { REFERENCE_PATH } from '../problem.ts';
import { object, ref } from '../schemas.ts';

const tag = 'Gateway';
const OK = object({ status: { type: 'string', const: 'ok' } });

let page: Document | undefined;
const errorPage = (): Document => {
  page ??= new Document('text/markdown; charset=utf-8', errorReference());
  return page;
};

/** What is about the gateway itself. */
export const META_OPERATIONS: readonly Operation[] = [
  operation({
    method: 'get',
    path: '/v1/me',
    operationId: 'getMe',
    tag,
    summary: 'Whose token or session this is',
    description: 'Tells whether gateway and token work, without touching anything.',
    access: 'token',
    answers: { 200: { description: 'The gateway and the token.', schema: ref('Me') } },
    handle: async ({ deps, caller }) => ({
      status: 200,
      body: {
        gateway: { name: 'Signal Hooks', version: deps.version, public_url: deps.config.publicUrl },
        token: caller && callerView(caller),
      },
    }),
  }),
  operation({
    method: 'post',
    path: '/v1/public-address/check',
    operationId: 'checkPublicAddress',
    audit: null,
    tag,
    summary: 'Whether the gateway answers at its public address',
    description:
      'The gateway asks the address itself, for five seconds at most. Whether the internet reaches it as well cannot be seen from there.',
    access: 'admin',
    answers: { 200: { description: 'What was found.', schema: ref('AddressCheck') } },
    errors: ['conflict'],
    handle: async ({ deps }) => {
      const { publicUrl } = deps.config;
      if (publicUrl === null) {
        throw new GatewayError('conflict', 'No public address is known. Set SIGNAL_HOOKS_URL.');
      }
      const { outcome, httpStatus, reason } = await checkAddress(publicUrl);
      return { status: 200, body: { url: publicUrl, outcome, http_status: httpStatus, reason } };
    },
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
    path: REFERENCE_PATH,
    operationId: 'getErrorReference',
    tag,
    summary: 'What every error means',
    description: 'The type of every error leads here.',
    access: 'none',
    answers: {
      200: {
        description: 'A page in Markdown.',
        contentType: 'text/markdown',
        schema: { type: 'string' },
      },
    },
    handle: async () => ({ status: 200, body: errorPage() }),
  }),
  operation({
    method: 'get',
    path: '/metrics',
    operationId: 'getMetrics',
    tag,
    summary: 'Counts and times for Prometheus',
    description:
      'Needs any valid token, also from the gateway’s own machine: a proxy there would let everybody in.',
    access: 'token',
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
