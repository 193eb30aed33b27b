export { readAll, readStart } from './body.ts';
export type { HostAddress, Resolve } from './gate.ts';
export { createOutbound, type Outbound } from './outbound.ts';
