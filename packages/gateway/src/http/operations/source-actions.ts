import { rejectionView } from '../../services/views.ts';
import {
  listAnswer,
  type Operation,
  operation,
  type PageQuery,
  pageRequest,
  type Schema,
  sourceAnswer,
} from '../operation.ts';
import { object, PAGE_QUERY, pageOf, ref, text } from '../schemas.ts';

import { BY_API, credential, withSecret } from './source-parts.ts';

const tag = 'Sources';
const missing = 'source_not_found';

const GRACE: Schema = {
  type: 'number',
  minimum: 0,
  maximum: 168,
  description: 'How long the old secret is still accepted.',
};

/** The actions on a source: rotate, register, test and the like. */
export const SOURCE_ACTIONS: readonly Operation[] = [
  operation<unknown, { secret?: string; grace_hours?: number }>({
    method: 'post',
    path: '/v1/sources/{id}/rotate-secret',
    operationId: 'rotateSourceSecret',
    audit: 'source',
    tag,
    summary: 'Replace the secret',
    description:
      'Takes over the given secret, or gets a new one: from the provider where the source is registered, made here where you enter it at the provider by hand. Where the provider makes it, it must be given.',
    access: 'sources:write',
    missing,
    body: object({ 'secret?': credential(1000), 'grace_hours?': GRACE }),
    isBodyOptional: true,
    answers: { 200: { description: 'The source.', schema: ref('SourceWithSecret') } },
    errors: [...BY_API, 'conflict'],
    handle: async ({ deps, id, body }) => {
      const rotated = await deps.services.sources.rotate(id, {
        ...(body.secret === undefined ? {} : { secret: body.secret }),
        ...(body.grace_hours === undefined ? {} : { graceHours: body.grace_hours }),
      });
      return withSecret(deps, rotated, 200);
    },
  }),
  operation({
    method: 'post',
    path: '/v1/sources/{id}/register',
    operationId: 'registerSource',
    audit: 'source',
    tag,
    summary: 'Activate the registration at the provider',
    description: 'Adopts, re-enables or creates it. Doing it twice registers once.',
    access: 'sources:write',
    missing,
    answers: { 200: { description: 'The source.', schema: ref('Source') } },
    errors: BY_API,
    handle: async (call) => sourceAnswer(call, await call.deps.services.sources.register(call.id)),
  }),
  operation({
    method: 'post',
    path: '/v1/sources/{id}/unregister',
    operationId: 'unregisterSource',
    audit: 'source',
    tag,
    summary: 'Remove the registration at the provider',
    access: 'sources:write',
    missing,
    answers: { 200: { description: 'The source.', schema: ref('Source') } },
    errors: BY_API,
    handle: async (call) =>
      sourceAnswer(call, await call.deps.services.sources.unregister(call.id)),
  }),
  operation({
    method: 'get',
    path: '/v1/sources/{id}/registration',
    operationId: 'getSourceRegistration',
    tag,
    summary: 'What the provider says about the registration',
    access: 'sources:write',
    description: 'Asks the provider, so it needs the right to do so.',
    missing,
    answers: { 200: { description: 'Its state.', schema: ref('Registration') } },
    errors: BY_API,
    handle: async ({ deps, id }) => {
      const { registration } = await deps.services.sources.status(id);
      const found = registration !== null;
      const active = registration?.active ?? false;
      return { status: 200, body: { found, active, id: registration?.id ?? null } };
    },
  }),
  operation<PageQuery>({
    method: 'get',
    path: '/v1/sources/{id}/rejections',
    operationId: 'listRejections',
    tag,
    summary: 'Refused requests and why, newest first',
    access: 'sources:read',
    missing,
    query: object(PAGE_QUERY),
    answers: { 200: { description: 'A page of rejections.', schema: pageOf('Rejection') } },
    handle: async ({ deps, id, query }) =>
      listAnswer(await deps.services.sources.rejections(id, pageRequest(query)), rejectionView),
  }),
  operation<PageQuery>({
    method: 'get',
    path: '/v1/rejections',
    operationId: 'listAllRejections',
    tag,
    summary: 'Refused requests of all sources and why, newest first',
    access: 'sources:read',
    query: object(PAGE_QUERY),
    answers: { 200: { description: 'A page of rejections.', schema: pageOf('Rejection') } },
    handle: async ({ deps, query }) =>
      listAnswer(await deps.services.sources.allRejections(pageRequest(query)), rejectionView),
  }),
  operation<unknown, { event_type?: string; ping: boolean }>({
    method: 'post',
    path: '/v1/sources/{id}/test',
    operationId: 'testSource',
    audit: 'source',
    tag,
    summary: 'Send a sample as the provider would',
    description:
      'It is signed with the source’s own secret, verified, stored and delivered like any other event.',
    access: 'sources:write',
    missing,
    body: object({ 'event_type?': text(100), 'ping?': { type: 'boolean', default: false } }),
    isBodyOptional: true,
    answers: { 200: { description: 'What became of it.', schema: ref('SourceTest') } },
    errors: ['conflict'],
    handle: async ({ deps, id, body }) => {
      const { event_type: eventType, ping } = body;
      const choice = eventType === undefined ? { ping } : { ping, eventType };
      const result = await deps.services.sources.test(id, choice);
      const eventId = 'eventId' in result ? result.eventId : null;
      const code = 'code' in result ? result.code : null;
      return { status: 200, body: { outcome: result.outcome, event_id: eventId, code } };
    },
  }),
];
