/** What can be done with bulk replays: events of the past, delivered again or for the first time. */
export { cancelReplay as cancel } from './cancel.ts';
export { countReplay as count } from './count.ts';
export { getReplay as get, listReplays as list } from './list.ts';
export { sendEvent } from './send.ts';
export { startReplay as start } from './start.ts';
