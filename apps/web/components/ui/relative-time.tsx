'use client';

import { useSyncExternalStore } from 'react';

const steps: readonly (readonly [unit: Intl.RelativeTimeFormatUnit, seconds: number])[] = [
  ['year', 31_557_600],
  ['month', 2_629_800],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

/** `5 min. ago`; under a minute `just now`, since seconds that tick only disturb. */
export function relativeTime(at: Date, now: Date, locale?: string): string {
  const seconds = (at.getTime() - now.getTime()) / 1000;
  const step = steps.find(([, size]) => Math.abs(seconds) >= size);
  if (step === undefined) return seconds > 0 ? 'in a moment' : 'just now';
  const [unit, size] = step;
  return new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' }).format(Math.round(seconds / size), unit);
}

// One clock for all: every half minute, all relative times move on together.
let now = new Date();
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function tick(): void {
  now = new Date();
  for (const each of listeners) each();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (timer === undefined) {
    // It stood still while nobody looked.
    now = new Date();
    timer = setInterval(tick, 30_000);
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** A moment as people say it, with the exact one on hover. */
export function RelativeTime({ at, className }: { readonly at: string; readonly className?: string }) {
  // No clock runs on the server, which has been up for long and speaks another language: it is told by the moment of each answer.
  const ticked = useSyncExternalStore<Date | null>(
    subscribe,
    () => now,
    () => null,
  );
  const date = new Date(at);
  // A moment that is newer than the last tick is not in the future.
  const shown = ticked === null || date > ticked ? new Date() : ticked;
  return (
    // Another one once the page is awake: React leaves words of the server as they were.
    <time
      key={ticked === null ? 'told' : 'ticking'}
      dateTime={at}
      title={date.toLocaleString()}
      className={className}
      suppressHydrationWarning
    >
      {relativeTime(date, shown)}
    </time>
  );
}
