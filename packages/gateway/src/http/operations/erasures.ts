import { ERASURE } from '../../entities/erasure.ts';
import { erasureView } from '../../services/views.ts';
import { inputColumns } from '../columns.ts';
import {
  listAnswer,
  type Operation,
  operation,
  type PageQuery,
  pageRequest,
  type Schema,
} from '../operation.ts';
import { object, PAGE_QUERY, pageOf, ref, text } from '../schemas.ts';

const tag = 'Erasures';

interface ErasureBody {
  readonly field: string;
  readonly value: string;
  readonly dry_run?: boolean;
  readonly cursor?: string;
}

/** What can be done about the data of a person. Whoever may, can delete everything. */
export const ERASURE_OPERATIONS: readonly Operation[] = [
  operation<unknown, ErasureBody>({
    method: 'post',
    path: '/v1/erasures',
    operationId: 'startErasure',
    audit: {
      kind: 'erasure',
      changes: ({ body }) => (body as ErasureBody).dry_run !== true,
      madeId: ({ body }) => (body as { readonly erasure: { readonly id: string } }).erasure.id,
    },
    tag,
    summary: 'Delete the data of a person',
    description:
      'In the background, all events whose record has the value in the field lose their payload, with their deliveries, attempts and what subscribers answered; one that is just being sent does so right after that. The events stay until their time is over, without content, so that they are recognised if the provider sends them again. A dry run counts for a second at most and answers with how far it came; go on until next_cursor is null.',
    access: 'admin',
    body: object({
      field: inputColumns(ERASURE, 'new')['field?'] as Schema,
      value: text(
        500,
        'What the field has; upper and lower case, and white space around it, are the same.',
      ),
      'dry_run?': { type: 'boolean', description: 'Only count; nothing is deleted.' },
      'cursor?': {
        ...(PAGE_QUERY['cursor?'] as Schema),
        description: 'Of a dry run: next_cursor of the one before.',
      },
    }),
    answers: {
      200: {
        description: 'The erasure, or with dry_run what it would delete.',
        schema: ref('ErasureStart'),
      },
    },
    handle: async ({ deps, body }) => {
      const { erasures } = deps.services;
      if (body.dry_run !== true) {
        const erasure = await erasures.start(body);
        return {
          status: 200,
          body: { erasure: erasureView(erasures.stateOf(erasure)), count: null },
        };
      }
      const found = await erasures.count(body, body.cursor ?? null);
      const count = {
        events: found.events,
        erased_events: found.erasedEvents,
        erased_deliveries: found.erasedDeliveries,
        erased_attempts: found.erasedAttempts,
        erased_rejections: found.erasedRejections,
        value_hash: found.valueHash,
        next_cursor: found.next,
      };
      return { status: 200, body: { erasure: null, count } };
    },
  }),
  operation<PageQuery>({
    method: 'get',
    path: '/v1/erasures',
    operationId: 'listErasures',
    tag,
    summary: 'Erasures, newest first: the receipts',
    description: 'They are kept for good, without the value.',
    access: 'admin',
    query: object(PAGE_QUERY),
    answers: { 200: { description: 'A page of erasures.', schema: pageOf('Erasure') } },
    handle: async ({ deps, query }) =>
      listAnswer(await deps.services.erasures.list(pageRequest(query)), erasureView),
  }),
  operation({
    method: 'get',
    path: '/v1/erasures/{id}',
    operationId: 'getErasure',
    tag,
    summary: 'One erasure, with how far it has come',
    access: 'admin',
    missing: 'erasure_not_found',
    answers: { 200: { description: 'The erasure.', schema: ref('Erasure') } },
    handle: async ({ deps, id }) => ({
      status: 200,
      body: erasureView(await deps.services.erasures.get(id)),
    }),
  }),
];
