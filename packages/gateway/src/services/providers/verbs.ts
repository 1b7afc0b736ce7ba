/** What can be done with providers. */
export { changeProvider as change } from './change.ts';
export { checkProvider as check } from './check.ts';
export { learnProvider as learn } from './learn.ts';
export { getProvider as get, listProviders as list } from './list.ts';
export { removeProvider as remove } from './remove.ts';
