'use client';

import { WifiOff } from 'lucide-react';
import { useLiveState } from '@/lib/data/live.tsx';

/** Silent while all is well; says so when what is shown may be old. */
export function LiveSign() {
  const state = useLiveState();
  return (
    <div role="status" data-live={state} className="shrink-0">
      {state === 'lost' ? (
        <span className="inline-flex h-6 items-center gap-1.5 rounded-sm bg-review-soft px-2 text-xs font-medium text-review">
          <WifiOff aria-hidden className="size-3.5" />
          Reconnecting
          <span className="sr-only">. What is shown may be some moments old.</span>
        </span>
      ) : null}
    </div>
  );
}
