import type { ApiRequest, ApiResponse, JsonValue } from '@signal-hooks/catalogue';
import { GatewayError } from '../errors.ts';
import type { GatewayCore } from '../gateway.ts';
import { VERSION } from '../version.ts';
import { runOperation } from './audited.ts';
import { createBudgets } from './byte-budget.ts';
import { type CheckedOperation, compileOperation } from './call.ts';
import { Document } from './document.ts';
import type { Answer, ApiDeps } from './operation.ts';
import { OPERATIONS } from './operations/index.ts';
import { ProblemWriter } from './problem.ts';

/** Answers a request to the API. Never throws for what the request asks. */
export type LocalApi = (request: ApiRequest) => Promise<ApiResponse>;

/**
 * The API of an opened gateway without HTTP and without a token: for the command line, whose user
 * may read and write the data anyway.
 */
export function createLocalApi(core: GatewayCore): LocalApi {
  const problems = new ProblemWriter(core.log, '', () => undefined);
  const budgets = createBudgets(core.config.maxBodyBytes);
  const deps: ApiDeps = { ...core, problems, budgets, streams: null, version: VERSION };
  return async (request) => {
    try {
      return responseOf(await run(deps, request));
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error;
      return { status: error.status, body: problems.object(error) as JsonValue };
    }
  };
}

const checked = new Map<string, CheckedOperation>();

async function run(deps: ApiDeps, { method, url, json }: ApiRequest): Promise<Answer> {
  const { pathname, searchParams } = new URL(url, 'http://local');
  const [, version = '', kind = '', id = '', verb] = pathname.split('/');
  const path = `/${[version, kind, ...(id === '' ? [] : ['{id}']), ...(verb ? [verb] : [])].join('/')}`;
  const row = OPERATIONS.find(
    (each) =>
      each.method === method.toLowerCase() && (each.path === path || each.path === pathname),
  );
  if (row === undefined) throw new GatewayError('not_found');
  const operation = checked.get(row.operationId) ?? compileOperation(row);
  checked.set(row.operationId, operation);
  const query = Object.fromEntries(
    [...new Set(searchParams.keys())].map((name) => {
      const all = searchParams.getAll(name);
      return [name, all.length === 1 ? all[0] : all];
    }),
  );
  const isOne = row.path.includes('{id}');
  return runOperation(
    row,
    operation.call(deps, {
      id: isOne ? decodeURIComponent(id) : '',
      query,
      body: () => ({ ...json }),
      caller: null,
      userAgent: '',
      guard: (_secret, check) => check(),
    }),
  );
}

/** What would come by HTTP, read. */
function responseOf({ status, body }: Answer): ApiResponse {
  if (body === undefined) return { status, body: null };
  const text = body instanceof Document ? body.plain.toString() : JSON.stringify(body);
  return { status, body: JSON.parse(text) as JsonValue };
}
