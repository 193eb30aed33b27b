import type { ErrorCode } from '@forecourt/errors';
import type { Microdollars, Operation } from '../contract/index.ts';

export type { Microdollars };

/** In memory an answer is there at once, and waiting for it would cost more than the answer; over Redis it comes later. */
export type Soon<Value> = Value | Promise<Value>;

/** What breakers and limits are kept for: a provider and one of its operations. */
export interface Target {
  readonly provider: string;
  readonly operation: Operation;
}

export type BreakerState =
  | { readonly state: 'closed'; readonly failures: number }
  /** Nothing is sent until then (milliseconds since 1970). */
  | { readonly state: 'open'; readonly until: number; readonly code: ErrorCode | null }
  /** A probe is under way, or the next call is one. */
  | { readonly state: 'half-open' }
  /** Somebody switched it off: nothing is sent until it is reset. */
  | { readonly state: 'off' };

/** Leave to make one call. Whoever has it says how it ended, exactly once. */
export interface Admission {
  readonly isProbe: boolean;
  /** Of a success, a failure that speaks against the target, or neither (it was cancelled, or the request itself was wrong). */
  report(outcome: { readonly kind: 'success' | 'neither' } | { readonly kind: 'failure'; readonly code: ErrorCode }): Soon<void>;
}

/** Remembers which targets fail, so that nobody waits for one that is down. Shared between processes over Redis. */
export interface Breakers {
  /** @returns leave to call, or until when (milliseconds since 1970; Infinity where it is switched off) there is none */
  admit(target: Target): Soon<Admission | { readonly until: number }>;
  read(target: Target): Soon<BreakerState>;
  /** By hand: forget what went wrong, and switch it on again. */
  reset(target: Target): Soon<void>;
  /** By hand: send nothing more until it is reset. */
  switchOff(target: Target): Soon<void>;
}

/** A place among the calls under way. Given back exactly once. */
export interface Slot {
  release(): Soon<void>;
}

/** Keeps to what a provider allows at once and in a minute, and to the time that it asked to wait. */
export interface Limits {
  /** @returns a place, or how long to wait before asking again */
  take(
    target: Target,
    limits: { readonly concurrency?: number | undefined; readonly requestsPerMinute?: number | undefined },
  ): Soon<Slot | { readonly waitMs: number }>;
  /** Nothing more to this target until then: what `Retry-After` said. */
  hold(target: Target, untilMs: number): Soon<void>;
}

/** What a budget may be asked about: whose it is, and of which period. */
export interface BudgetState {
  readonly scope: string;
  readonly period: 'day' | 'month';
  readonly limit: Microdollars;
  readonly spent: Microdollars;
  readonly reserved: Microdollars;
  readonly resetsAt: number;
}

/** What was taken for one call. It counts in the day and the month (UTC) in which it was taken, whenever the call ends. */
export interface Reservation {
  readonly id: string;
  /** Books what it did cost, and gives the rest back. A cost above what was reserved is booked too: it was spent. */
  settle(cost: Microdollars): Soon<void>;
  /** Nothing was spent. */
  release(): Soon<void>;
}

/** A reservation that nobody has settled: its call is under way, or its process died. It counts as spent once it expired. */
export interface UnsettledReservation extends Reservation {
  readonly most: Microdollars;
  readonly reservedAt: number;
  readonly isExpired: boolean;
}

/** Money that may be spent. What a call can cost at most is taken before it is made, so that calls at once never spend it twice. */
export interface Budget {
  /** @returns a reservation, or the budget that has not so much left */
  reserve(scope: string, most: Microdollars): Soon<Reservation | { readonly refused: BudgetState }>;
  read(scope: string): Soon<readonly BudgetState[]>;
  /** What may still have to be settled, oldest first: for whoever finds out what a call of a dead process did cost. */
  readUnsettled(scope: string): Soon<readonly UnsettledReservation[]>;
}

export interface CacheStats {
  /** Of this process, since it began. */
  readonly hits: number;
  readonly misses: number;
  /** Results that somebody else was making, and that were waited for. */
  readonly shared: number;
  /** Of the whole cache. */
  readonly entries: number;
  readonly bytes: number;
}

/** Finished results by the content of their request. */
export interface ResultCache {
  get(key: string): Soon<Uint8Array | undefined>;
  set(key: string, value: Uint8Array): Soon<void>;
  /**
   * Makes a result once for all who ask for it at the same time, in all processes that share the cache. Whoever comes later waits for the
   * first, and makes it himself where the first failed or vanished.
   */
  once(
    key: string,
    make: () => Promise<Uint8Array>,
    signal?: AbortSignal,
  ): Promise<{ readonly value: Uint8Array; readonly isShared: boolean }>;
  stats(): Soon<CacheStats>;
}

/** One try of one call: what was asked of whom, how it ended, what it cost. */
export interface Attempt {
  readonly provider: string;
  readonly model: string;
  readonly outcome: 'done' | 'failed' | 'skipped' | 'cancelled';
  readonly isHedge: boolean;
  /** Why it failed or was passed over. */
  readonly code: ErrorCode | 'BREAKER_OPEN' | 'TOO_BUSY' | null;
  readonly reason: string | null;
  readonly startedAt: number;
  readonly durationMs: number;
  readonly estimated: Microdollars;
  /** What it cost; the estimate stands where a failed call may have cost something and nobody can tell. */
  readonly cost: Microdollars;
}

/** A try as it stands in the books. `cached` is a call that was answered with what had been made before, at no cost. */
export interface LedgerEntry extends Omit<Attempt, 'outcome'> {
  readonly outcome: Exclude<Attempt['outcome'], 'skipped'> | 'cached';
  readonly operation: Operation;
  readonly scope: string;
  readonly correlationId: string | null;
  /** What the caller said about it, such as for whom it was. */
  readonly labels: Readonly<Record<string, string>>;
}

/** Is told of every try that was made. What it cannot keep fails the call's bookkeeping aloud, never the call. */
export interface Ledger {
  write(entry: LedgerEntry): Soon<void>;
}
