import { ForecourtError } from '@forecourt/errors';
import type { Caller } from './caller.ts';

/** A page names the dealership that it shows, so that a tab that was left open writes into no other. */
const dealershipHeader = 'Forecourt-Dealership';

/** @throws DEALERSHIP_SWITCHED */
export function requireSameDealership(caller: Caller, request: Request): void {
  const meant = request.headers.get(dealershipHeader) ?? inAddress(request.url);
  if (meant === null || meant === caller.dealershipId) return;
  throw new ForecourtError('DEALERSHIP_SWITCHED', 'This was meant for another dealership than the one that you work in now.');
}

/** Browsers send no headers of ours with a WebSocket. */
function inAddress(url: string): string | null {
  const parsed = URL.parse(url);
  return parsed?.pathname.endsWith('/api/v1/events') ? parsed.searchParams.get('dealership') : null;
}
