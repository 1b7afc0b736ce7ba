import {
  type Provider,
  type SampleObject,
  samplePayload,
  sampleTypes,
} from '@signal-hooks/catalogue';

/** There is no sample of an event type. */
export class UnknownEventTypeError extends Error {
  override readonly name = 'UnknownEventTypeError';
  readonly code = 'unknown_event_type';

  constructor(provider: Provider, eventType: string) {
    const known = sampleTypes(provider).join(', ');
    super(`${provider.name} has no event type "${eventType}". It has: ${known}.`);
  }
}

/** Makes payloads, no two of them the same event. */
export interface Samples {
  /** @throws {UnknownEventTypeError} */
  next(provider: Provider, eventType: string, at: Date): SampleObject;
}

/** @param first the first sequence number; each sample takes the next */
export function createSamples(first: number = freshSequence()): Samples {
  let sequence = first;
  return {
    next(provider, eventType, at) {
      const sample = samplePayload(provider, eventType, { sequence, at });
      if (sample === undefined) throw new UnknownEventTypeError(provider, eventType);
      sequence += 1;
      return sample;
    },
  };
}

const EPOCH = Date.UTC(2026, 0, 1);

/**
 * A sequence number that no earlier run has used, at up to ten samples a millisecond: a
 * second run must make new events, not duplicates of the first one's.
 */
function freshSequence(): number {
  return Math.max(1, (Date.now() - EPOCH) * 10);
}
