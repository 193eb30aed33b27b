import type { pino } from 'pino';

/** Where the server says what it does, as objects with a message. A pino logger is one. */
export type Logger = pino.Logger;
