import { ERRORS, type ErrorCode } from '../errors.ts';
import { COMPONENTS } from './components/index.ts';
import { sessionCookie } from './cookie.ts';
import { groupBy } from './group-by.ts';
import type { Access, Operation, Schema } from './operation.ts';
import { CSRF_HEADER } from './own-page.ts';
import { ref } from './schemas.ts';

/** Describes the API by the table that its routes are made from. */
export function createOpenApi(operations: readonly Operation[], version: string): Schema {
  const paths: Record<string, Record<string, Schema>> = {};
  for (const row of operations) {
    const path = paths[row.path] ?? {};
    paths[row.path] = path;
    path[row.method] = describe(row);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Signal Hooks',
      version,
      description:
        'Verified, de-duplicated, typed records of signed webhooks. Every error is application/problem+json with a stable code.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    tags: [...new Set(operations.map(({ tag }) => tag))].map((name) => ({ name })),
    paths,
    components: {
      schemas: COMPONENTS,
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description:
            'Made with: signal-hooks token create. Whoever holds the scope subscriptions:write can have every event sent to an address of their own, also those of the past: give it only to whom you would give events:read.',
        },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: sessionCookie(null).name,
          description: `Of whoever is signed in to the console. The name begins with __Host- or __Secure- where the public address has https, and ends with its port if it names one. What changes something needs the header ${CSRF_HEADER} too.`,
        },
      },
    },
  };
}

function describe(row: Operation): Schema {
  return {
    operationId: row.operationId,
    tags: [row.tag],
    summary: row.summary,
    ...(row.description === undefined ? {} : { description: row.description }),
    security: securityOf(row),
    ...parametersOf(row),
    ...(row.body === undefined
      ? {}
      : {
          requestBody: {
            required: row.isBodyOptional !== true,
            content: { 'application/json': { schema: row.body } },
          },
        }),
    responses: responsesOf(row),
  };
}

function securityOf({ access }: Operation): Schema[] {
  if (!needsCaller(access)) return access === 'optional' ? [{}, ...ANYBODY_KNOWN] : [];
  return access === 'token' ? ANYBODY_KNOWN : [{ bearer: [access] }, { session: [access] }];
}

const ANYBODY_KNOWN: Schema[] = [{ bearer: [] }, { session: [] }];

const needsCaller = (access: Access): boolean =>
  access !== 'none' && access !== 'optional' && access !== 'own-page';

function parametersOf({ path, query }: Operation): Schema {
  const fromPath = path.includes('{id}')
    ? [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }]
    : [];
  const properties = Object.entries((query?.properties ?? {}) as Record<string, Schema>);
  const fromQuery = properties.map(([name, schema]) => {
    const { description, ...rest } = schema;
    return {
      name,
      in: 'query',
      required: ((query?.required ?? []) as string[]).includes(name),
      ...(description === undefined ? {} : { description }),
      schema: rest,
    };
  });
  const parameters = [...fromPath, ...fromQuery];
  return parameters.length === 0 ? {} : { parameters };
}

function responsesOf(row: Operation): Schema {
  const answers = Object.entries(row.answers).map(([status, doc]): [string, Schema] => [
    status,
    {
      description: doc.description,
      ...(doc.schema === undefined
        ? {}
        : { content: { [doc.contentType ?? 'application/json']: { schema: doc.schema } } }),
    },
  ]);
  const byStatus = groupBy(errorsOf(row), (code) => String(ERRORS[code][0]));
  const problems = [...byStatus].map(([status, codes]): [string, Schema] => [
    status,
    {
      description: codes.map((code) => `\`${code}\`: ${ERRORS[code][1]}`).join('\n'),
      content: { 'application/problem+json': { schema: ref('Problem') } },
    },
  ]);
  return Object.fromEntries([...answers, ...problems]);
}

/** The codes an operation can answer with; most follow from what it takes. */
function errorsOf(row: Operation): ErrorCode[] {
  const codes: ErrorCode[] = ['internal', 'unavailable', 'overloaded', ...(row.errors ?? [])];
  if (needsCaller(row.access))
    codes.push('unauthorized', 'token_expired', 'token_revoked', 'too_many_requests');
  if (row.access !== 'none' && row.method !== 'get') codes.push('csrf_refused');
  if (row.access.includes(':') || row.access === 'admin') codes.push('forbidden');
  if (row.query !== undefined || row.body !== undefined) codes.push('invalid_request');
  if (row.missing !== undefined) codes.push(row.missing);
  if (row.body !== undefined) {
    codes.push(
      'invalid_json',
      'body_unreadable',
      'body_too_slow',
      'body_in_tiny_chunks',
      'body_too_large',
      'content_type_unsupported',
      'content_encoding_unsupported',
    );
  }
  return [...new Set(codes)].sort((a, b) => ERRORS[a][0] - ERRORS[b][0]);
}
