/** Why a provider's API refused. The set is closed. */
export type ProviderApiCode =
  | 'provider_unauthorized'
  | 'provider_forbidden'
  | 'provider_invalid'
  | 'provider_limit'
  | 'provider_rate_limited'
  | 'provider_not_found'
  | 'provider_plan'
  | 'provider_unavailable'
  | 'provider_unexpected';

/** A provider's API refused or answered what is not understood; the message says what the user can do. */
export class ProviderApiError extends Error {
  override readonly name = 'ProviderApiError';
  readonly code: ProviderApiCode;

  constructor(code: ProviderApiCode, message: string) {
    super(message);
    this.code = code;
  }

  /** Whether the same call may succeed later without anybody changing anything. */
  get retryable(): boolean {
    return this.code === 'provider_unavailable' || this.code === 'provider_rate_limited';
  }
}
