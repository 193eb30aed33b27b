'use client';

import type { Generation } from '@forecourt/sdk/contract';
import { type QueryKey, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';

/**
 * Asks once more after the page has opened, where something is under way: what happened between the page's making on the server and
 * its opening here was told by an event that found nothing to change.
 */
export function useCaughtUp(queryKey: QueryKey, generations: readonly Generation[] | undefined): void {
  const queryClient = useQueryClient();
  const isAsked = useRef(false);
  const isUnderWay = generations?.some(({ state }) => state === 'waiting' || state === 'working') ?? false;
  useEffect(() => {
    if (!isUnderWay || isAsked.current) return;
    isAsked.current = true;
    queryClient.invalidateQueries({ queryKey }).catch(reportError);
  }, [isUnderWay, queryClient, queryKey]);
}
