import { ForecourtError } from '@forecourt/errors';

/** Who works on a file right now: one request at a time. */
export interface FileLocks {
  /**
   * Waits for its turn. Whoever holds the file is asked to let go: a sender whose road broke must not keep out the one that goes on.
   *
   * @throws UPLOAD_LOCKED
   */
  acquire(sha256: string, wish: LockWish): Promise<() => void>;
}

export interface LockWish {
  readonly waitMs: number;
  /** Called when somebody else wants it. */
  readonly letGo: () => void;
}

export function createFileLocks(): FileLocks {
  const held = new Map<string, { letGo: () => void; readonly waiting: (() => void)[] }>();

  function release(sha256: string): void {
    const place = held.get(sha256);
    const next = place?.waiting.shift();
    if (next === undefined) held.delete(sha256);
    else next();
  }

  return {
    async acquire(sha256, { waitMs, letGo }) {
      const place = held.get(sha256);
      if (place === undefined) {
        held.set(sha256, { letGo, waiting: [] });
      } else {
        place.letGo();
        await turn(place.waiting, waitMs);
        place.letGo = letGo;
        // Whoever still waits wants it from the new holder too.
        if (place.waiting.length > 0) letGo();
      }
      let isHeld = true;
      return () => {
        if (isHeld) release(sha256);
        isHeld = false;
      };
    },
  };
}

function turn(waiting: (() => void)[], waitMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const take = () => {
      clearTimeout(timer);
      resolve();
    };
    const timer = setTimeout(() => {
      waiting.splice(waiting.indexOf(take), 1);
      reject(new ForecourtError('UPLOAD_LOCKED', 'Another request writes to this file and does not let go.'));
    }, waitMs);
    waiting.push(take);
  });
}
