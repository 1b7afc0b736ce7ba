import { andList, CONNECTION_SCOPES } from '@signal-hooks/catalogue';
import { ifGateway, SANITIZE } from './base.ts';
import { CONNECTION_ID, type Component } from './component.ts';
import type { JsonRecord } from './json.ts';

const SCOPES = CONNECTION_SCOPES.make;

const hasScope = (scope: string): string => `contains(body.token.scopes, '${scope}')`;

const IS_GATEWAY = "body.gateway.name == 'Signal Hooks'";

const ENTER = 'Enter the gateway’s address alone, such as https://hooks.example.com';
const ELSEWHERE = `What answers at this address is no Signal Hooks gateway. ${ENTER}.`;

const ERRORS: JsonRecord = {
  type: 'RuntimeError',
  message:
    '[{{statusCode}}] The gateway could not be reached. See that it runs and that its address is right and open to the internet.',
  200: {
    type: 'InvalidConfigurationError',
    message: `{{if(${IS_GATEWAY}, 'The API token lacks a scope. It needs ${andList(SCOPES)}; make one at the gateway that has them all.', '${ELSEWHERE}')}}`,
  },
  401: {
    type: `{{${ifGateway('InvalidAccessTokenError', 'InvalidConfigurationError')}}}`,
    message: `[401] {{${ifGateway('The gateway does not accept the API token. Make a new one there: signal-hooks token create.', ELSEWHERE)}}}`,
  },
  404: {
    type: 'InvalidConfigurationError',
    message: `[404] There is no Signal Hooks gateway at this address. ${ENTER}, without /in/… or /v1 behind it.`,
  },
  429: { type: 'RateLimitError', message: '[429] The gateway asks to wait a moment.' },
};

/** The gateway's address and token. The base does not reach a connection, so all is said here. */
export const CONNECTION: Component = {
  kind: 'connection',
  id: CONNECTION_ID,
  about: { label: 'Signal Hooks', connectionType: 'basic' },
  codes: {
    communication: {
      temp: { base_url: "{{trim(replace(parameters.gateway_url + ' ', '/ ', ''))}}" },
      url: '{{temp.base_url}}/v1/me',
      method: 'GET',
      headers: { authorization: 'Bearer {{parameters.api_token}}' },
      followRedirects: false,
      response: {
        valid: `{{statusCode == 200 && ${IS_GATEWAY} && (${hasScope('admin')} || (${SCOPES.map(hasScope).join(' && ')}))}}`,
        error: ERRORS,
        data: { base_url: '{{temp.base_url}}' },
        metadata: { type: 'text', value: '{{temp.base_url}} ({{body.token.name}})' },
      },
      log: { sanitize: [SANITIZE.token] },
    },
    params: [
      {
        name: 'gateway_url',
        type: 'text',
        label: 'Gateway address',
        help: 'Where your Signal Hooks gateway runs, such as `https://hooks.example.com`, with nothing behind it. It must be reachable over HTTPS.',
        required: true,
        // Else whoever may edit the connection could send its token elsewhere.
        editable: false,
        validate: { pattern: '^\\s*https://[^\\s/?#@]+(/[^\\s?#@]*)?\\s*$' },
      },
      {
        name: 'api_token',
        type: 'password',
        label: 'API token',
        help: 'Make one at the gateway: `signal-hooks token create --for make`.',
        required: true,
        editable: true,
      },
    ],
  },
};
