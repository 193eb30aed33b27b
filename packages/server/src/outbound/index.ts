export { readAll, readStart } from './body.ts';
export type { HostAddress, Resolve } from './gate.ts';
export { createOutbound, type Outbound, type OutboundAnswer, type OutboundOptions, type OutboundRequest } from './outbound.ts';
