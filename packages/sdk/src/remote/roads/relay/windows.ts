import type { Settings } from 'node:http2';

/**
 * How much may be under way. With HTTP/2's 64 KiB a line of 40 ms carries 1.4 MiB/s; a stream of 16 MiB carries 150 to 200. The
 * whole session has room for sixteen streams whose readers stopped, so that those do not hold up the others.
 */
export const streamWindowBytes = 16 * 1024 * 1024;
export const sessionWindowBytes = 16 * streamWindowBytes;

/** What both ends tell each other first. */
export const relaySettings: Settings = { initialWindowSize: streamWindowBytes, enablePush: false, maxConcurrentStreams: 1000 };

/** Megabytes that a session may hold before it refuses streams: more than its window, or full windows would be refusals. */
export const sessionMegabytes = 512;
