import type { PayloadCode, VerifyCode } from '@signal-hooks/catalogue';

/** Refusals that come before verification. */
type RequestCode =
  | 'content_type_unsupported'
  | 'content_encoding_unsupported'
  | 'body_too_large'
  | 'rate_limited';

/** Why a request to a source was refused. The set is closed. */
export type RejectionCode = VerifyCode | PayloadCode | RequestCode;

/**
 * HTTP status and one sentence for the sender, by code. The sentence is the same for
 * everybody: what was found out about this very request stays in the list of rejections,
 * where only the owner of the source reads it.
 */
export const REJECTIONS: Readonly<Record<RejectionCode, readonly [status: number, title: string]>> =
  {
    credential_missing: [401, 'This source has no secret or key to verify requests with.'],
    credential_malformed: [401, 'The key of this source cannot be read.'],
    signature_missing: [401, 'The request is not signed.'],
    signature_malformed: [401, 'The signature is not in a known form.'],
    signature_mismatch: [401, 'The signature does not fit the body.'],
    authorization_missing: [401, 'The request has no Authorization header.'],
    authorization_mismatch: [401, 'The Authorization header is not the expected one.'],
    timestamp_missing: [401, 'The request has no timestamp.'],
    timestamp_malformed: [401, 'The timestamp of the request cannot be read.'],
    timestamp_out_of_tolerance: [401, 'The timestamp of the request is too far from now.'],
    url_missing: [401, 'The address is signed, and this gateway does not know its own.'],
    payload_empty: [400, 'The request has no body.'],
    payload_not_utf8: [400, 'The body is not valid UTF-8.'],
    payload_not_json: [400, 'The body is not valid JSON.'],
    payload_not_object: [400, 'The body is not a JSON object.'],
    payload_not_form: [400, 'The body is not a form.'],
    payload_too_deep: [400, 'The JSON is nested too deeply.'],
    payload_too_large: [413, 'The JSON holds too many values.'],
    payload_duplicate_key: [400, 'The JSON has the same key twice in one object.'],
    payload_forbidden_key: [400, 'The JSON has a forbidden key.'],
    content_encoding_unsupported: [415, 'Send the body uncompressed.'],
    content_type_unsupported: [415, 'This source does not take this content type.'],
    body_too_large: [413, 'The body is larger than this source accepts.'],
    rate_limited: [429, 'More requests came than this source takes per second. Send it again.'],
  };
