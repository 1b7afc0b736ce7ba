import { errorReference } from '@signal-hooks/gateway';
import { NOTICE } from '@signal-hooks/recipes';

/** The page that every problem+json's `type` points to; the gateway serves the same. */
export function errorPages(): [path: string, content: string][] {
  return [['docs/reference/errors.md', `${NOTICE}\n${errorReference()}`]];
}
