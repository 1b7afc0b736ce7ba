export { countDeliveries as deliveries, countEvents as events } from './counts.ts';
export { listPending as pending } from './pending.ts';
