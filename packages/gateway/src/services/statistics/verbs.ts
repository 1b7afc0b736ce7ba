export { countDeliveries as deliveries, countEvents as events } from './counts.ts';
