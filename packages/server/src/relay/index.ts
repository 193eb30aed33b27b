export type { RelayHub } from './hub.ts';
export { openRelay } from './open-relay.ts';
