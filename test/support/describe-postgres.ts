import { hasPostgres } from './postgres.ts';

/** `describe`, or `describe.skip` where there is no PostgreSQL. */
export const describePostgres: jest.Describe = hasPostgres() ? describe : describe.skip;
