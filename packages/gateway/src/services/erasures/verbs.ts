/** What can be done about the data of a person. */
export { countErasure as count } from './count.ts';
export { getErasure as get, listErasures as list, stateOf } from './list.ts';
export { findRejections } from './rejections.ts';
export { openValue, startErasure as start } from './start.ts';
