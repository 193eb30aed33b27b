import { pino } from 'pino';
import type { Logger } from '../settings/logger.ts';
import type { ServerSettings } from '../settings/settings.ts';
import { errorFields } from './error-fields.ts';
import type { LogRing } from './log-ring.ts';
import { redaction } from './redaction.ts';

/** Where lines go: standard output, or another place that takes them. */
export interface LogDestination {
  write(line: string): void;
}

/** A logger that writes JSON lines and leaves secrets out. People make them pretty with a pipe: `| npx pino-pretty`. */
export function createLogger(level: ServerSettings['logLevel'], destination: LogDestination): Logger {
  return pino({ level, redact: redaction, serializers: { err: errorFields } }, destination);
}

const levels: ReadonlySet<unknown> = new Set(['fatal', 'error', 'warn', 'info', 'debug', 'trace']);

/**
 * The same logger, whose lines also go into the ring, without secrets there whatever its own settings are; those of `info` even where
 * fewer are printed, since they are what is asked for when something is wrong.
 */
export function keepingLines(logger: Logger, ring: LogRing): Logger {
  const level = logger.isLevelEnabled('debug') ? 'debug' : 'info';
  const serializers = { err: errorFields };
  return both(logger.child({}, { serializers }), pino({ level, redact: redaction, serializers }, ring));
}

function both(logger: Logger, copy: Logger): Logger {
  return new Proxy(logger, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      if (name === 'child') {
        return (bindings: pino.Bindings, options: pino.ChildLoggerOptions = {}) =>
          both(target.child(bindings, options), copy.child(bindings, options));
      }
      if (!levels.has(name)) return value.bind(target);
      const copied: unknown = Reflect.get(copy, name, copy);
      return (...args: unknown[]) => {
        Reflect.apply(value, target, args);
        if (typeof copied === 'function') Reflect.apply(copied, copy, args);
      };
    },
  });
}
