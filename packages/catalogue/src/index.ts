/**
 * What each provider is: how it signs, what it sends, how its payloads become typed
 * records, how a webhook is registered with it and how it delivers. Pure: no I/O, no
 * clock, no environment.
 *
 * @module
 */

export * from './alerts.ts';
export { readStoredBody } from './body.ts';
export * from './conditions/compile.ts';
export * from './conditions/condition.ts';
export * from './conditions/fields.ts';
export * from './conditions/form.ts';
export * from './conditions/operators.ts';
export * from './conditions/parse.ts';
export * from './conditions/validate.ts';
export * from './definition/check.ts';
export * from './definition/complete.ts';
export * from './definition/expression.ts';
export { type CapturedRequest, readCaptured } from './definition/learn/captured.ts';
export * from './definition/learn/learn.ts';
export { AnswerError, type LearnOption, type LearnQuestion } from './definition/learn/question.ts';
export { DEFINITION_SCHEMA } from './definition/schema.ts';
export { type DefinitionProblem, schemaProblems } from './definition/schema-check.ts';
export { fillPlaces, readSetup, type Setup, type SetupPlaces } from './definition/setup.ts';
export type { TemplateObject, TemplateValue } from './definition/template.ts';
export * from './digest.ts';
export * from './flat-delivery.ts';
export * from './form-values.ts';
export type * from './handshake.ts';
export * from './headers.ts';
export * from './json.ts';
export * from './lookup.ts';
export * from './nearest.ts';
export * from './panel/filters.ts';
export * from './panel/names.ts';
export type * from './panel/panel.ts';
export * from './panel/settings.ts';
export { asObject, asText } from './payload.ts';
export * from './provider.ts';
export * from './providers/index.ts';
export * from './reachable.ts';
export * from './receive.ts';
export * from './record/capabilities.ts';
export * from './record/field.ts';
export * from './record/fullest-sample.ts';
export * from './record/record.ts';
export * from './record/schema.ts';
export * from './registration/api.ts';
export * from './registration/conversation.ts';
export * from './registration/error.ts';
export * from './registration/kinds.ts';
export { networkWords } from './registration/network-words.ts';
export * from './registration/register.ts';
export type * from './request.ts';
export * from './sample.ts';
export * from './scopes.ts';
export { isSecretHeader } from './secret-headers.ts';
export * from './signature/credentials.ts';
export * from './signature/definition.ts';
export * from './signature/delivery-mark.ts';
export * from './signature/explain.ts';
export { type HmacKey, hmacSha256 } from './signature/hmac.ts';
export { isPublicKey } from './signature/keys.ts';
export * from './signature/parts.ts';
export type { Scheme } from './signature/scheme.ts';
export * from './signature/standard-webhooks.ts';
export * from './signature/verify.ts';
export * from './triggers.ts';
export * from './wire.ts';
export * from './wording.ts';
