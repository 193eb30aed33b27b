export type { Deliveries } from './deliveries.ts';
export { type MailSettings, openDeliveries } from './open-deliveries.ts';
