import { GatewayError } from '../errors.ts';
import type { ApiDeps, Call, Guard, Operation } from './operation.ts';
import { type Check, compileCheck } from './validation.ts';

/** What a request says, read but not checked yet. */
export interface Asked {
  /** The `{id}` of the path, '' where it has none. */
  readonly id: string;
  readonly query: Record<string, unknown>;
  /** Reads the body; not called where the operation takes none. @throws {GatewayError} */
  readonly body: () => Record<string, unknown>;
  readonly caller: Call['caller'];
  readonly userAgent: string;
  readonly guard: Guard;
}

/** An operation with its schemas compiled. */
export interface CheckedOperation {
  readonly row: Operation;
  /** Checks a request. @throws {GatewayError} `invalid_request`, or that the `{id}` cannot exist */
  call(deps: ApiDeps, asked: Asked): Call;
}

const ID = /^[A-Za-z0-9_-]{1,64}$/;

/** Compiles an operation's schemas, once. */
export function compileOperation(row: Operation): CheckedOperation {
  const query: Check | undefined = row.query && compileCheck(row.query, 'query');
  const body: Check | undefined = row.body && compileCheck(row.body, 'body');
  return {
    row,
    call(deps, asked) {
      const { id, caller, userAgent, guard } = asked;
      // What cannot be an id is not worth a question to the store.
      if (row.missing !== undefined && !ID.test(id)) throw new GatewayError(row.missing);
      return {
        deps,
        id,
        query: query?.(asked.query),
        body: body?.(asked.body()),
        ...{ caller, userAgent, guard },
      };
    },
  };
}
