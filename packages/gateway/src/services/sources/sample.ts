import {
  encodeRequest,
  requestHeaders,
  samplePayload,
  sampleTypes,
  type WebhookRequest,
} from '@signal-hooks/catalogue';
import type { Millis } from '../../domain.ts';
import { GatewayError } from '../../errors.ts';
import type { ReadySource } from '../../ready.ts';
import { invalid } from '../invalid.ts';
import { ingestUrl } from './registrar.ts';

/** Which sample to send. */
export interface SampleChoice {
  /** Absent: the first that the provider knows. */
  readonly eventType?: string;
  /** Send what only tests the connection, where the provider has such a message. */
  readonly ping?: boolean;
}

/** Samples repeat after that many; within it each is an event of its own. */
const SEQUENCES = 1_000_000_000;

/**
 * A request as the provider would send it to a source.
 * @param publicUrl of the gateway: some providers sign the address
 * @throws {GatewayError} `invalid_request` if there is no such sample, `conflict` if it cannot be signed here
 */
export function sampleRequest(
  { source, provider, secrets }: ReadySource,
  { eventType, ping = false }: SampleChoice,
  publicUrl: string | null,
  now: Millis,
): WebhookRequest {
  if (!provider.signature.isSymmetric && !secrets.unsigned) {
    throw new GatewayError(
      'conflict',
      `Only ${provider.name} holds the key that signs its requests. Use the test in its own screens.`,
    );
  }
  const { ping: test } = provider;
  const type = (ping ? test?.type : (eventType ?? sampleTypes(provider)[0])) ?? '';
  const isMeant = ping || type !== test?.type;
  const at = new Date(now);
  const context = { sequence: now % SEQUENCES, at };
  const payload = isMeant ? samplePayload(provider, type, context) : undefined;
  if (payload === undefined) {
    const path = ping ? 'ping' : 'event_type';
    throw invalid([{ path, message: `${provider.name} has no sample of this.` }]);
  }
  const body = encodeRequest(provider, payload);
  const [secret] = secrets.secrets;
  const [authorization] = secrets.authorization;
  const url = publicUrl === null ? {} : { url: ingestUrl(publicUrl, source.id) };
  const event = { type, deliveryId: `test_${now}`, payload, at, ...url };
  const key = secret === undefined ? {} : { secret };
  return { body, headers: requestHeaders(provider, event, body, key, authorization), ...url };
}
