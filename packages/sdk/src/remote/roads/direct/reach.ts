import { connect, type LookupFunction, type Socket } from 'node:net';
import { type Clock, systemClock } from '../../../clock/clock.ts';
import { type RoadStage, roadDown, systemCode, wordsOfSocket } from '../trouble.ts';

export interface ReachOptions {
  readonly host: string;
  readonly port: number;
  /** Finds the address of a name: the system's where left out. */
  readonly lookup?: LookupFunction | undefined;
  readonly timeoutMs: number;
  readonly clock?: Clock | undefined;
}

/**
 * Opens a TCP connection.
 *
 * @throws ROAD_DOWN with the stage `resolve` or `connect`
 */
export function reach({ host, port, lookup, timeoutMs, clock = systemClock }: ReachOptions): Promise<Socket> {
  const socket = connect({ host, port, noDelay: true, keepAlive: true, ...(lookup && { lookup }) });
  const failed = (stage: RoadStage, what: string, cause?: unknown) =>
    roadDown({ kind: 'direct', address: `${host}:${port}`, stage, what, cause });
  return new Promise((resolve, reject) => {
    const cancel = clock.after(timeoutMs, () => {
      socket.destroy();
      reject(failed(socket.remoteAddress === undefined ? 'connect' : 'tls', `it does not answer within ${timeoutMs / 1000} s`));
    });
    socket.once('connect', () => {
      cancel();
      resolve(socket);
    });
    socket.on('error', (error) => {
      cancel();
      reject(failed(isOfName(error) ? 'resolve' : 'connect', wordsOfSocket(error), error));
    });
  });
}

function isOfName(error: unknown): boolean {
  return ['ENOTFOUND', 'EAI_AGAIN', 'EAI_NODATA'].includes(systemCode(error) ?? '') || isLookup(error);
}

function isLookup(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error && error.syscall === 'getaddrinfo';
}
