export { heartbeat } from './bridge.ts';
export { openRelayLine, type RelayLine, type RelayLineOptions } from './line.ts';
export { type RelayRoadOptions, relayRoad } from './road.ts';
export { type RelayEnd, type ServeRelayOptions, serveRelay } from './serve.ts';
export { relaySocketOptions } from './socket-options.ts';
