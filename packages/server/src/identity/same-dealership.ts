import { ForecourtError } from '@forecourt/errors';
import type { Caller } from './caller.ts';

/** A page names the dealership that it shows, so that a tab that was left open writes into no other. */
export const dealershipHeader = 'Forecourt-Dealership';

/** @throws DEALERSHIP_SWITCHED */
export function requireSameDealership(caller: Caller, headers: Headers): void {
  const meant = headers.get(dealershipHeader);
  if (meant === null || meant === caller.dealershipId) return;
  throw new ForecourtError('DEALERSHIP_SWITCHED', 'This was meant for another dealership than the one that you work in now.');
}
