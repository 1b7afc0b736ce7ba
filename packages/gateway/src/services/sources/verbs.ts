/** What can be done with sources. */
export { addSource as add } from './add.ts';
export {
  getSource as get,
  listAllRejections as allRejections,
  listRejections as rejections,
  listSources as list,
} from './list.ts';
export {
  moveRegistration,
  register,
  registrationStatus as status,
  unregister,
} from './register.ts';
export { getRejection as rejection } from './rejection.ts';
export { removeSource as remove } from './remove.ts';
export { rotateSecret as rotate } from './rotate.ts';
export { testSource as test } from './test.ts';
export { updateSource as update } from './update.ts';
