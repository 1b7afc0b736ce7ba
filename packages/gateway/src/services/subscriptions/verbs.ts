/** What can be done with subscriptions: REST hooks, who gets which events. */
export { createSubscription as create } from './create.ts';
export { endSubscription as end } from './end.ts';
export { getSubscription as get, listSubscriptions as list, problemOf } from './list.ts';
export { recoverSubscription as recover } from './recover.ts';
export { rotateSecret } from './rotate-secret.ts';
export { testSubscription as test } from './test.ts';
export { updateSubscription as update } from './update.ts';
