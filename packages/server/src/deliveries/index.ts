export { openDeliveries } from './open-deliveries.ts';
