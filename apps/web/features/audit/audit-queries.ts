import type { Client } from '@forecourt/sdk/client';
import type { AuditAction } from '@forecourt/sdk/contract';
import { queryOptions } from '@tanstack/react-query';
import { pagesOptions } from '@/lib/data/pages.ts';

/** What of the log is shown. */
export interface AuditFilter {
  readonly action?: AuditAction | undefined;
  /** Only what this person or key did. */
  readonly actor?: { readonly id: string; readonly name: string } | undefined;
  /** Only what was done to this. */
  readonly target?: { readonly id: string; readonly kind: string } | undefined;
  /** Days as the date boxes have them: YYYY-MM-DD, in this browser's time zone. */
  readonly from?: string | undefined;
  readonly until?: string | undefined;
}

/** Entries that pass a filter, newest first. */
export function auditListOptions(client: () => Client, filter: AuditFilter) {
  const query = queryOf(filter);
  return pagesOptions(['audit', 'list', query], (signal) => client().audit.list({ limit: 50, ...query }, { signal }));
}

/** A check of the whole log. It reads every entry, so it is done when somebody asks and not by itself. */
export function auditCheckOptions(client: () => Client) {
  return queryOptions({
    queryKey: ['audit', 'check'],
    queryFn: ({ signal }) => client().audit.verify({ signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

function queryOf({ action, actor, target, from, until }: AuditFilter) {
  return {
    ...(action && { action }),
    ...(actor && { actor: actor.id }),
    ...(target && { target: target.id }),
    ...(from && { from: startOfDay(from, 0) }),
    ...(until && { until: startOfDay(until, 1) }),
  };
}

/** Midnight at the beginning of a day, or so many days later, here. */
function startOfDay(day: string, daysLater: number): string {
  const date = new Date(`${day}T00:00:00`);
  date.setDate(date.getDate() + daysLater);
  return date.toISOString();
}
