import type { PGlite } from '@electric-sql/pglite';
import { ForecourtError } from '@forecourt/errors';

/** Notices that PostgreSQL inside PGlite has given up, which it says on its standard error and nowhere else. */
export interface PanicWatch {
  /** For PGlite's option of this name. */
  onStderr(line: string): boolean;
  /** Lets nothing reach a PGlite that has given up: from there no call comes back, and the whole process would stand still. */
  guard(pglite: PGlite): void;
  readonly failure: ForecourtError | undefined;
}

/**
 * PostgreSQL gives up (PANIC) when it cannot write its log, for instance on a full disk, and leaves the rest to its recovery at the next
 * start. What was acknowledged before is safe.
 */
export function watchForPanic(): PanicWatch {
  let failure: ForecourtError | undefined;
  return {
    onStderr(line) {
      const [, reason] = line.match(/PANIC:\s+(.*)/) ?? [];
      if (reason !== undefined && failure === undefined) {
        const isFull = /No space left|disk full|quota/i.test(reason);
        failure = new ForecourtError(isFull ? 'DISK_FULL' : 'DATABASE_UNAVAILABLE', `The embedded database has stopped: ${reason}.`, {
          hint: isFull ? 'Free some space on the disk, then start the server again.' : 'Start the server again.',
        });
      }
      return false;
    },
    guard(pglite) {
      const send = pglite.execProtocolRawSync.bind(pglite);
      pglite.execProtocolRawSync = (message) => {
        if (failure !== undefined) throw failure;
        return send(message);
      };
    },
    get failure() {
      return failure;
    },
  };
}
