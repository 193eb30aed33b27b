export type { RelayHub } from './hub.ts';
export { type OpenRelayOptions, openRelay } from './open-relay.ts';
