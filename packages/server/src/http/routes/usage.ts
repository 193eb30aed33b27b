import { ForecourtError } from '@forecourt/errors';
import { listUsageCalls, walkUsageCalls } from '../../database/usage-calls.ts';
import { readUsageSums, type UsageRange } from '../../database/usage-sums.ts';
import { csvOfCalls } from '../../providers/index.ts';
import type { Handlers } from '../call.ts';
import { attachment } from '../file-name.ts';
import type { HandlerParts } from '../handler-parts.ts';
import { streamOfTexts } from '../text-stream.ts';

const dayMs = 24 * 60 * 60 * 1000;
const usualDays = 30;
const mostDays = 400;
const oldestDay = '2000-01-01';

/** What calls to providers were made, and what they cost. */
export function usageHandlers({ database }: HandlerParts) {
  return {
    getUsage: ({ caller, query }) => readUsageSums(database.orm, caller.dealershipId, { ...query, ...rangeOf(query) }),
    listUsageCalls: ({ caller, query }) => listUsageCalls(database.orm, caller.dealershipId, { ...query, ...rangeOf(query) }),
    async exportUsage({ caller, query, request, log }) {
      const range = rangeOf(query);
      const headers = {
        'Content-Type': 'text/csv; charset=utf-8',
        'Content-Disposition': attachment(`usage-${range.from}-${range.to}.csv`),
        'Cache-Control': 'no-store',
      };
      if (request.method === 'HEAD') return new Response(null, { headers });
      const lines = csvOfCalls(walkUsageCalls(database.orm, caller.dealershipId, range));
      return new Response(
        streamOfTexts(lines, (error) => log.error({ err: error }, 'an export of the ledger broke off')),
        { headers },
      );
    },
  } satisfies Partial<Handlers>;
}

/** The last thirty days, where nothing else is asked for. @throws INVALID_INPUT */
function rangeOf({ from, to }: { readonly from?: string | undefined; readonly to?: string | undefined }): UsageRange {
  const last = to ?? new Date().toISOString().slice(0, 10);
  if (last < oldestDay || (from ?? last) < oldestDay) throw wrongRange(`There was no ledger before ${oldestDay}.`);
  const first = from ?? dayBefore(last, usualDays - 1);
  const days = (Date.parse(last) - Date.parse(first)) / dayMs + 1;
  if (days < 1) throw wrongRange(`${first} is after ${last}.`);
  if (days > mostDays) throw wrongRange(`From ${first} to ${last} are ${days} days; ${mostDays} is the most.`);
  return { from: first, to: last };
}

function dayBefore(day: string, days: number): string {
  return new Date(Date.parse(day) - days * dayMs).toISOString().slice(0, 10);
}

function wrongRange(message: string): ForecourtError {
  return new ForecourtError('INVALID_INPUT', message, { details: { field: 'from' } });
}
