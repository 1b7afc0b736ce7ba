/**
 * What the trigger nodes share. Each node is a panel and one {@link Trigger}, which says in
 * what it differs from the others.
 *
 * @module
 */
export { PRIORITIES, PROVIDERS } from '@signal-hooks/catalogue';
export { checkSecret, checkSecretOrKey } from './check-secret.ts';
export { gatewayTrigger } from './gateway-trigger.ts';
export {
  CONDITION_FIELDS,
  CONDITION_OPS,
  choices,
  eventOptions,
  headersOption,
  outputParameter,
  PROVIDER_OPTIONS,
  pastedUrlPanel,
  pingsOption,
  splitOption,
} from './panel.ts';
export { checkRegistration, createRegistration, deleteRegistration } from './registration.ts';
export {
  PRESET_OPTIONS,
  SENDER_NOTICES,
  SENDER_SUBTITLE,
} from './signed-webhook/panel.ts';
export { checkSignedWebhook, receiveSignedWebhook } from './signed-webhook/trigger.ts';
export { searchSources } from './sources.ts';
export { triggers } from './triggers.ts';
export { receiveWebhook } from './webhook.ts';
