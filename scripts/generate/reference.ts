import { DEFINITION_SCHEMA } from '@signal-hooks/catalogue';
import { errorReference, openApi, VERSION } from '@signal-hooks/gateway';
import { NOTICE } from '@signal-hooks/recipes';
import { GATEWAY_FILE_SCHEMA } from '../../packages/cli/src/gateway-file/schema.ts';
import { apiPage } from './api-page.ts';
import { commandLinePage } from './command-line.ts';

const json = (content: unknown): string => `${JSON.stringify(content, null, 2)}\n`;

/** What the code says of itself: errors, the API, the command line, and the JSON Schemas of definitions and of a gateway's file. */
export const referenceFiles = (): [path: string, content: string][] => [
  ['docs/reference/errors.md', `${NOTICE}\n${errorReference()}`],
  ['docs/reference/http-api.md', apiPage()],
  ['docs/reference/command-line.md', commandLinePage()],
  ['docs/reference/openapi.json', json(openApi(VERSION))],
  ['docs/reference/definition.schema.json', json(DEFINITION_SCHEMA)],
  ['docs/reference/gateway-file.schema.json', json(GATEWAY_FILE_SCHEMA)],
];
