'use client';

import { ForecourtError } from '@forecourt/errors';
import { useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';
import { browserClient } from './client.ts';
import { applyEvent } from './live-events.ts';
import { gatherStaleMarks } from './stale-marks.ts';

/** Whether what is shown is kept true by events just now. */
export type LiveState = 'connecting' | 'live' | 'lost';

const LiveContext = createContext<LiveState>('connecting');

export function useLiveState(): LiveState {
  return useContext(LiveContext);
}

/** Follows the dealership's events and keeps the cache true. Once, around everything that shows live data. */
export function LiveUpdates({ children }: { readonly children: ReactNode }) {
  const queryClient = useQueryClient();
  const [state, setState] = useState<LiveState>('connecting');
  useEffect(() => {
    const stop = new AbortController();
    const marks = gatherStaleMarks(queryClient);
    let wasOpen = false;
    let isTried = false;
    const follow = async () => {
      const events = browserClient().events({
        signal: stop.signal,
        onState: (next) => {
          setState(next === 'open' ? 'live' : isTried ? 'lost' : 'connecting');
          isTried = true;
        },
      });
      for await (const event of events) {
        // What happened between the page's making on the server and the first opening is asked for once.
        if (event.type === 'stream.opened' && !wasOpen) {
          wasOpen = true;
          marks.mark([]);
        }
        applyEvent(queryClient, event, marks.mark);
      }
    };
    follow().catch((error: unknown) => {
      if (stop.signal.aborted) return;
      setState('lost');
      // A session that ended shows itself to the next question: ask one.
      if (ForecourtError.is(error) && error.code === 'UNAUTHENTICATED') marks.mark([]);
    });
    return () => {
      stop.abort();
      marks.stop();
    };
  }, [queryClient]);
  return <LiveContext value={state}>{children}</LiveContext>;
}
