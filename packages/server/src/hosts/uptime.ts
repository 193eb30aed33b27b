import type { HostDetail } from '@forecourt/sdk/contract';
import type { Span } from '../database/host-history.ts';

type Strip = HostDetail['hours'];

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** Share of a stretch of time in which a host was there, of the time in which somebody looked; null where nobody did. */
export function shareOf(spans: readonly Span[], from: number, until: number): number | null {
  let up = 0;
  let known = 0;
  for (const span of spans) {
    const length = Math.min(span.until.getTime(), until) - Math.max(span.since.getTime(), from);
    if (length <= 0) continue;
    known += length;
    if (span.isUp) up += length;
  }
  return known === 0 ? null : up / known;
}

/** The last 24 hours by the clock (UTC), the present one last. */
export function hoursOf(spans: readonly Span[], now: Date): Strip {
  return stripOf(spans, now, { length: 24, stepMs: hourMs });
}

/** The last 30 days (UTC), today last. */
export function daysOf(spans: readonly Span[], now: Date): Strip {
  return stripOf(spans, now, { length: 30, stepMs: dayMs });
}

function stripOf(spans: readonly Span[], now: Date, { length, stepMs }: { readonly length: number; readonly stepMs: number }): Strip {
  const last = Math.floor(now.getTime() / stepMs) * stepMs;
  return Array.from({ length }, (_, index) => {
    const since = last - (length - 1 - index) * stepMs;
    return { since: new Date(since).toISOString(), share: shareOf(spans, since, since + stepMs) };
  });
}
