import type { StoredEvent } from '../domain.ts';
import { GatewayError } from '../errors.ts';

const GONE: Readonly<Record<NonNullable<StoredEvent['payloadGone']>, string>> = {
  expired: 'The payload of the event has expired (SIGNAL_HOOKS_PAYLOAD_DAYS).',
  erased: 'The payload of the event was erased.',
};

/** @throws {GatewayError} `conflict` if an event's payload is not kept any more */
export function assertPayload({ payloadGone }: Pick<StoredEvent, 'payloadGone'>): void {
  if (payloadGone !== null) throw new GatewayError('conflict', GONE[payloadGone]);
}
