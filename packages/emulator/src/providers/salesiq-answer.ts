import type { Request, Response } from 'express';

/** SalesIQ's documented error codes that are emulated here, with the words of each. */
const ERRORS = {
  1002: 'Invalid authorization header',
  1004: 'Invalid request method',
  1006: 'Invalid URL',
  1008: 'Invalid OAuth token',
  1009: 'Invalid OAuth scope',
  1011: 'Invalid parameters',
  1015: 'Invalid request body',
  1017: 'Limit exceeded',
  1019: 'Invalid resource',
} as const;

/** Code of an error inside HTTP 200. */
export type SalesiqError = keyof typeof ERRORS;

/** "Both the success and the error responses hold the status code as 200." */
export function refuse(response: Response, code: SalesiqError, message?: string): void {
  response.json({ error: { code, message: message ?? ERRORS[code] } });
}

/** The documented envelope of a success. */
export function answer(request: Request, response: Response, object: string, data: unknown): void {
  response.json({ url: request.baseUrl + request.path, object, data });
}
