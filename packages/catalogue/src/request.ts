import type { Headers } from './headers.ts';

/** A request as it arrived: nothing of it is trusted, and no byte of its body was changed. */
export interface WebhookRequest {
  readonly body: Uint8Array;
  readonly headers: Headers;
  /** In upper case; absent: POST. */
  readonly method?: string;
  /**
   * The whole address under which the sender reaches it, with its query: behind a proxy the public
   * one. Absent where it is not known; whatever signs it is refused then.
   */
  readonly url?: string;
}
