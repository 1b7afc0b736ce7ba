import { storageView } from '../../services/views.ts';
import { type Operation, operation } from '../operation.ts';
import { ref } from '../schemas.ts';

/** What can be asked about the room that data takes. */
export const STORAGE_OPERATIONS: readonly Operation[] = [
  operation({
    method: 'get',
    path: '/v1/storage',
    operationId: 'getStorage',
    tag: 'Gateway',
    summary: 'How much is stored, and for how long there is room',
    description:
      'Measured at most once in five seconds. Counts of many events are estimates, made by looking at 500 of them; with PostgreSQL used_bytes is one too. The forecast takes events as they came in the last seven days.',
    access: 'token',
    answers: { 200: { description: 'What is stored, and a forecast.', schema: ref('Storage') } },
    handle: async ({ deps }) => ({
      status: 200,
      body: storageView(await deps.services.storage.state()),
    }),
  }),
];
