/**
 * What the trigger nodes share. Each node is a panel and one {@link Trigger}, which says in
 * what it differs from the others.
 *
 * @module
 */
export { ALERTS, PRIORITIES, PROVIDERS } from '@signal-hooks/catalogue';
export {
  eventLocator,
  FILTERS,
  filtersOf,
  listFields,
  SOURCE_PROVIDERS,
  shownFor,
  subscriptionLocator,
} from './actions/panel.ts';
export { runOperation } from './actions/run.ts';
export { checkSecret, checkSecretOrKey } from './check-secret.ts';
export { alertTrigger, gatewayTrigger } from './gateway-trigger.ts';
export {
  searchAnySource,
  searchEvents,
  searchSources,
  searchSubscriptions,
} from './lists.ts';
export { anySourceLocator, sourceLocator } from './locator.ts';
export {
  choices,
  conditionsParameter,
  eventOptions,
  headersOption,
  onUnpublishOption,
  outputParameter,
  PROVIDER_OPTIONS,
  pastedUrlPanel,
  pingsOption,
  respondOption,
  splitOption,
} from './panel.ts';
export { checkRegistration, createRegistration, deleteRegistration } from './registration.ts';
export {
  PRESET_OPTIONS,
  SENDER_NOTICES,
  SENDER_SUBTITLE,
} from './signed-webhook/panel.ts';
export { checkSignedWebhook, receiveSignedWebhook } from './signed-webhook/trigger.ts';
export { triggers } from './triggers.ts';
export { receiveWebhook } from './webhook.ts';
