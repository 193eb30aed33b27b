import type { HostJobEvent } from '@forecourt/sdk/contract';

/** What of a notification is left for events: its most is 8,000 bytes (PostgreSQL, NOTIFY), and the names around them need some. */
const mostBytes = 7_000;
/** What a page shows at once of one piece of output; the rest is in the log. */
const mostText = 1_500;

/** Events in parts that a notification can carry. Long output is cut; reports of pictures stay away, and are read with the run. */
export function liveParts(events: readonly HostJobEvent[]): HostJobEvent[][] {
  const parts: HostJobEvent[][] = [];
  let bytes = mostBytes;
  for (const event of events.map(lightened)) {
    const own = Buffer.byteLength(JSON.stringify(event)) + 1;
    if (own > mostBytes) continue;
    if (bytes + own > mostBytes) {
      parts.push([]);
      bytes = 0;
    }
    parts.at(-1)?.push(event);
    bytes += own;
  }
  return parts;
}

function lightened(event: HostJobEvent): HostJobEvent {
  if (event.type === 'log' && event.text.length > mostText) return { ...event, text: `${event.text.slice(0, mostText).toWellFormed()}…` };
  if (event.type === 'item') return { ...event, item: { ...event.item, report: null, timings: null } };
  return event;
}
