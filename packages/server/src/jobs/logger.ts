import { pino } from 'pino';

/** Where queues and workers tell what went wrong while nobody waited for it. A pino logger fits. */
export type Logger = Pick<pino.Logger, 'debug' | 'info' | 'warn' | 'error' | 'child'>;

/** Tells nobody. */
export const silentLogger: pino.Logger = pino({ enabled: false });
