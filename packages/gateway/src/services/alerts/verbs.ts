/** What can be done with alerts. */
export {
  addChannel,
  listChannels as channels,
  removeChannel,
  testChannel,
} from './channels.ts';
export { getAlert as get, listAlerts as list } from './list.ts';
export { changeRule, listRules as rules } from './rules.ts';
