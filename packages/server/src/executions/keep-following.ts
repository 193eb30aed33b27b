import { type ExecutionLease, keepExecution } from '../database/execution-steps.ts';
import type { Database } from '../database/open.ts';

export interface FollowingOptions {
  readonly database: Database;
  readonly lease: ExecutionLease;
  readonly leaseMs: number;
  /** Somebody wants the end of the run. */
  readonly onCancelled: () => void;
  /** Another process follows it. */
  readonly onLost: () => void;
}

/** Says that a run is followed, for as long as it is. */
export function keepFollowing({ database, lease, leaseMs, onCancelled, onLost }: FollowingOptions): Disposable {
  async function beat(): Promise<void> {
    // A database that is away tells nothing about whose run it is; the fence does when it is back.
    const kept = await keepExecution(database.orm, lease, leaseMs).catch(() => undefined);
    if (kept === null) onLost();
    if (kept?.isCancelled) onCancelled();
  }
  const timer = setInterval(() => void beat(), leaseMs / 3);
  timer.unref();
  return { [Symbol.dispose]: () => clearInterval(timer) };
}
