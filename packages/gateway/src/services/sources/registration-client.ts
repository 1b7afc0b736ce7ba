import {
  type ApiRegistration,
  type ApiRequest,
  type ApiResponse,
  type Conversation,
  converse,
  networkWords,
  ProviderApiError,
  readApiBody,
  type Settings,
} from '@signal-hooks/catalogue';
import { request } from 'undici';
import { GatewayError } from '../../errors.ts';
import { AddressForbiddenError, checkTargetUrl } from '../../net/safe-connector.ts';
import type { ServiceDeps } from '../deps.ts';

const TIMEOUT_MS = 15_000;
/** Largest answer that is read: a long list of webhooks has some 100 kB. */
const MAX_ANSWER_BYTES = 2 * 1024 * 1024;

/** One conversation with a provider. */
export interface ProviderTalk<Result> {
  /** The provider's name, for the messages. */
  readonly name: string;
  readonly api: ApiRegistration;
  readonly settings: Settings;
  readonly conversation: Conversation<Result>;
}

/** Sends what the catalogue's conversations ask for. Neither URLs nor headers nor bodies are ever logged. */
export class RegistrationClient {
  readonly #deps: Pick<ServiceDeps, 'client' | 'rules' | 'log' | 'version' | 'providerTimeoutMs'>;

  constructor(
    deps: Pick<ServiceDeps, 'client' | 'rules' | 'log' | 'version' | 'providerTimeoutMs'>,
  ) {
    this.#deps = deps;
  }

  /**
   * Authenticates, then has the conversation.
   * @throws {GatewayError} `provider_refused` with a {@link ProviderApiError} as its cause,
   *   `provider_unavailable`, or `target_forbidden` if the provider's address is not allowed
   */
  async run<Result>(talk: ProviderTalk<Result>): Promise<Result> {
    try {
      const { name, api, settings, conversation } = talk;
      const headers = await converse(
        (ask) => this.#send(name, ask, {}),
        api.authenticate(settings),
      );
      return await converse((ask) => this.#send(name, ask, headers), conversation);
    } catch (error) {
      throw translate(talk.name, error);
    }
  }

  async #send(
    name: string,
    ask: ApiRequest,
    authentication: Readonly<Record<string, string>>,
  ): Promise<ApiResponse> {
    const { client, rules, log, version, providerTimeoutMs = TIMEOUT_MS } = this.#deps;
    const url = checkTargetUrl(ask.url, rules);
    const [body, contentType] = encode(ask);
    const response = await request(url, {
      dispatcher: client,
      method: ask.method,
      headers: {
        'user-agent': `Signal-Hooks/${version}`,
        ...(contentType === null ? {} : { 'content-type': contentType }),
        ...authentication,
        ...ask.headers,
      },
      body,
      signal: AbortSignal.timeout(providerTimeoutMs),
    });
    const { statusCode: status } = response;
    log.info({ provider: name, method: ask.method, status }, 'provider asked');
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of response.body as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > MAX_ANSWER_BYTES) {
        throw new ProviderApiError('provider_unexpected', `${name} answered far too much.`);
      }
      chunks.push(chunk);
    }
    return { status, body: readApiBody(Buffer.concat(chunks)) };
  }
}

function encode(ask: ApiRequest): [body: string | null, contentType: string | null] {
  if (ask.json !== undefined) return [JSON.stringify(ask.json), 'application/json'];
  if (ask.form === undefined) return [null, null];
  return [new URLSearchParams(ask.form).toString(), 'application/x-www-form-urlencoded'];
}

function translate(name: string, error: unknown): GatewayError {
  if (error instanceof ProviderApiError) {
    const code = error.code === 'provider_unavailable' ? error.code : 'provider_refused';
    return new GatewayError(code, error.message, { cause: error });
  }
  if (error instanceof AddressForbiddenError) {
    return new GatewayError('target_forbidden', forbidden(name, error.message), { cause: error });
  }
  if (error instanceof GatewayError) {
    if (error.code !== 'target_forbidden') return error;
    return new GatewayError('target_forbidden', forbidden(name, error.message), { cause: error });
  }
  const words = networkWords(error);
  const { code = '' } = error as { code?: string };
  if (words === undefined && code === '') return misunderstood(name, error);
  const detail = `${name} could not be reached: ${words ?? 'the network failed'}. Try again later.`;
  return new GatewayError('provider_unavailable', detail, { cause: error });
}

const forbidden = (name: string, reason: string): string =>
  `The address of ${name} in the settings is not allowed: ${reason}`;

/** The conversation itself stumbled over an answer; its message may quote that answer and is not shown. */
function misunderstood(name: string, error: unknown): GatewayError {
  const cause = new ProviderApiError(
    'provider_unexpected',
    `${name} answered what is not understood. Check that the address in the settings is that of its API.`,
  );
  cause.cause = error;
  return new GatewayError('provider_refused', cause.message, { cause });
}
