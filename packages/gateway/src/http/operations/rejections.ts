import { rejectionDetailView } from '../../services/views.ts';
import { type Operation, operation } from '../operation.ts';
import { ref } from '../schemas.ts';

/** What can be done with refused requests. */
export const REJECTION_OPERATIONS: readonly Operation[] = [
  operation({
    method: 'get',
    path: '/v1/rejections/{id}',
    operationId: 'getRejection',
    tag: 'Sources',
    summary: 'One refused request, with what was sent and what was signed',
    description:
      'Headers that carry a secret are not shown; nor is a signature that would have been right. POST /v1/definitions/learn can learn from it.',
    access: 'events:read',
    missing: 'rejection_not_found',
    answers: { 200: { description: 'The rejection.', schema: ref('RejectionWithRequest') } },
    handle: async ({ deps, id }) => ({
      status: 200,
      body: rejectionDetailView(await deps.services.sources.rejection(id)),
    }),
  }),
];
