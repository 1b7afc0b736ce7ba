import { backupView } from '../../services/views.ts';
import { listAnswer, type Operation, operation } from '../operation.ts';
import { pageOf, ref } from '../schemas.ts';

const tag = 'Back-ups';

/** What can be done with copies of the data. */
export const BACKUP_OPERATIONS: readonly Operation[] = [
  operation({
    method: 'post',
    path: '/v1/backups',
    operationId: 'startBackup',
    audit: 'backup',
    tag,
    summary: 'Copy database and key',
    description:
      'In the background, into a folder on the gateway’s machine; events are taken meanwhile. The list says how far it has come. One at a time; nothing deletes them. With PostgreSQL 409: pg_dump does it.',
    access: 'admin',
    answers: { 202: { description: 'It has begun.', schema: ref('Backup') } },
    errors: ['conflict'],
    handle: async ({ deps }) => ({
      status: 202,
      body: backupView(await deps.services.backups.start()),
    }),
  }),
  operation({
    method: 'get',
    path: '/v1/backups',
    operationId: 'listBackups',
    tag,
    summary: 'Back-ups that were made here, the newest first',
    description:
      'The newest 100 that startBackup has made, and the one that is being made or has failed last. It is always one page.',
    access: 'admin',
    answers: { 200: { description: 'All of them.', schema: pageOf('Backup') } },
    handle: async ({ deps }) =>
      listAnswer({ items: await deps.services.backups.list(), next: null }, backupView),
  }),
];
