import type { ForecourtError } from '@forecourt/errors';
import type { Clock } from '../clock.ts';
import type { Breakers, Budget, Ledger, Limits } from '../parts.ts';
import type { HedgeRule } from './hedge.ts';

/** What a router makes its calls with. */
export interface CallParts {
  readonly breakers: Breakers;
  readonly limits: Limits;
  readonly budget: Budget | undefined;
  readonly ledger: Ledger | undefined;
  readonly clock: Clock;
  /** From 0 to 1. */
  readonly random: () => number;
  readonly hedge: HedgeRule | undefined;
  readonly tries: number;
  readonly refusedGoesOn: boolean;
  /** How long a provider may take to end what was cancelled, before it is left alone. */
  readonly graceMs: number;
  /** Told what could not be booked, reported or given back. */
  readonly onTrouble: (error: ForecourtError) => void;
}
