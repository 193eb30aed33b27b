import type { QuietHours } from '@forecourt/sdk/contract';

const minuteMs = 60_000;
const dayMinutes = 24 * 60;

/** When the quiet hours that hold at a moment end; null where none hold. */
export function quietUntil(at: Date, quiet: QuietHours | null): Date | null {
  if (quiet === null) return null;
  const now = minuteOfDay(at, quiet.timeZone);
  const from = minutesOf(quiet.from);
  const to = minutesOf(quiet.to);
  const isQuiet = from <= to ? now >= from && now < to : now >= from || now < to;
  if (!isQuiet) return null;
  // A night in which clocks change is an hour longer or shorter: whoever waits until then asks again.
  return new Date(Math.floor(at.getTime() / minuteMs) * minuteMs + ((to - now + dayMinutes) % dayMinutes) * minuteMs);
}

function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}

function minuteOfDay(at: Date, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at);
  return minutesOf(parts);
}
