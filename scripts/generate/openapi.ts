import { openApi, VERSION } from '@signal-hooks/gateway';

/** The API's description, as a gateway serves it at `/openapi.json`. */
export function openapiFile(): [path: string, content: string][] {
  return [['docs/reference/openapi.json', `${JSON.stringify(openApi(VERSION), null, 2)}\n`]];
}
