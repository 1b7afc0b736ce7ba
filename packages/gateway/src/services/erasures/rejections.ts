import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Rejection } from '../../domain.ts';
import { openRequest } from '../sources/rejection.ts';
import type { ErasureDeps } from './deps.ts';

const PAGE = 100;

/**
 * The ids of all rejections that have a text in their explanation, or in what is kept of the request. They
 * are sealed, so each is opened.
 * @param value in lower case
 */
export async function findRejections(deps: ErasureDeps, value: string): Promise<string[]> {
  const { store, directory } = deps;
  const found: string[] = [];
  for (const { source } of [...directory.sources(), ...directory.unusableSources()]) {
    let cursor: string | null = null;
    do {
      const page = await store.accounts.listRejections(source.id, { cursor, limit: PAGE });
      for (const { id } of page.items) {
        const rejection = await store.accounts.getRejection(id);
        if (rejection !== null && isTextIn(deps, rejection, value)) found.push(id);
        await nextTurn();
      }
      cursor = page.next;
    } while (cursor !== null);
  }
  return found;
}

function isTextIn(deps: ErasureDeps, rejection: Rejection, value: string): boolean {
  const request = openRequest(deps, rejection);
  const body = Buffer.from(request?.body ?? '', 'base64').toString();
  const around = JSON.stringify([request?.url, request?.headers]);
  return [rejection.explanation, body, around].some((text) => text.toLowerCase().includes(value));
}
