import { call, quote, wrap } from '../iml.ts';
import { orRetry } from '../modules.ts';
import type { Step } from '../types.ts';

/** HubSpot dates its API; `/crm/v3/` is unsupported from September 2027. */
const API = 'https://api.hubapi.com/crm/objects/2026-09';

/** A cell within a JSON text: quotes, backslashes and control characters would end it. */
export const inJson = (expression: string): string =>
  wrap(
    call(
      'replace',
      call('replace', expression, quote('/[\\x00-\\x1f]/g'), 'space'),
      quote('/[\\x22\\x5c]/g'),
      quote("'"),
    ),
  );

/** A request to HubSpot; the user's keychain adds the key. 4xx and 5xx are failures. */
export const request = (id: number, name: string, path: string, body: string): Step =>
  orRetry({
    id,
    module: 'http:MakeRequest',
    version: 4,
    name,
    parameters: { authenticationType: 'apiKey', tlsType: '' },
    mapper: {
      url: `${API}/${path}`,
      method: 'post',
      headers: [],
      queryParameters: [],
      contentType: 'json',
      inputMethod: 'jsonString',
      jsonStringBodyContent: body,
      parseResponse: true,
      stopOnHttpError: true,
      allowRedirects: false,
      shareCookies: false,
      requestCompressedContent: true,
    },
  });

/** How the user gives requests their key. */
export const keyClicks = (scopes: string, modules: string): readonly string[] => [
  `In HubSpot make a service key (Development → Keys → Service keys) with ${scopes}. The token of a private app that you have does as well; new ones can no longer be made.`,
  `${modules}: at “API key” make or choose a key of the keychain, placed in the header \`Authorization\`, with the value \`Bearer\`, a space and the service key.`,
];
