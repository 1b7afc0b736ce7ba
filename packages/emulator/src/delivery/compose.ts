import {
  encodeRequest,
  type Provider,
  requestHeaders,
  type SampleObject,
  type SigningKey,
} from '@signal-hooks/catalogue';
import { afterSigning, beforeSigning, type Faults, withPadding } from './faults.ts';

/** One event on its way to one receiver. */
export interface Message {
  readonly provider: Provider;
  readonly eventType: string;
  /** The same for every attempt. */
  readonly deliveryId: string;
  /** Where it is sent to: some sign that. */
  readonly url: string;
  /** Absent where the user gave the body's bytes. */
  readonly payload?: SampleObject;
}

/** What a sender shows to prove who it is. */
export interface Proof {
  readonly key: SigningKey;
  /** The whole `Authorization` header, where the user asked for one. */
  readonly authorization?: string | undefined;
}

/** A request ready for the wire. */
export interface WireRequest {
  readonly headers: Record<string, string>;
  readonly body: Buffer;
}

/**
 * Writes one attempt as the provider does: what is made anew per attempt, its encoding,
 * its headers, its signature over exactly those bytes.
 *
 * @param attempt 1, 2, …
 * @param at when the attempt happens by the provider's clock
 */
export function composeAttempt(
  message: Message & { readonly payload: SampleObject },
  proof: Proof,
  faults: Faults,
  attempt: number,
  at: Date,
): WireRequest {
  const { wire } = message.provider;
  const payload = withPadding(message.payload, faults);
  const fresh = wire.perAttempt(payload, attempt, at);
  return sealBody(message, encodeRequest(message.provider, fresh), proof, faults, at);
}

/** Signs a body and puts the provider's headers around it. */
export function sealBody(
  message: Message,
  encoded: Buffer,
  proof: Proof,
  faults: Faults,
  at: Date,
): WireRequest {
  const { provider, eventType, deliveryId, payload, url } = message;
  const signed = beforeSigning(encoded, faults);
  const event = { type: eventType, deliveryId, at, url, ...(payload && { payload }) };
  return {
    headers: requestHeaders(provider, event, signed, proof.key, proof.authorization),
    body: afterSigning(signed, faults),
  };
}
