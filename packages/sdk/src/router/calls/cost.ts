import type { ForecourtError } from '@forecourt/errors';
import type { Estimate } from '../../providers/index.ts';
import type { Microdollars } from '../parts.ts';
import type { Verdict } from './verdict.ts';

/** What a call that was done is booked with. What a provider says is believed, unless it says nothing for what is not free. */
export function costOfResult(costUsd: number, { most }: Estimate): Microdollars {
  const cost = microdollars(costUsd);
  return cost === undefined || (cost === 0 && most > 0) ? most : cost;
}

/** What a failed call is booked with: what its error says in `details.costUsd`, or nothing where surely nothing was made, or the most that it can be. */
export function costOfFailure({ details }: ForecourtError, { isFree }: Verdict, { most }: Estimate): Microdollars {
  const told = microdollars(details?.costUsd);
  if (told !== undefined) return told;
  return isFree ? 0 : most;
}

/** Rounded up; what floating point adds in the last digits is no millionth of a dollar. */
export function microdollars(usd: unknown): Microdollars | undefined {
  if (typeof usd !== 'number' || !Number.isFinite(usd) || usd < 0) return undefined;
  return Math.ceil(usd * 1e6 * (1 - 1e-12));
}
