import { type FieldProblem, GatewayError } from '../errors.ts';

/** An error that lists problems. */
export const invalid = (fields: readonly FieldProblem[]): GatewayError =>
  new GatewayError('invalid_request', undefined, { fields });
