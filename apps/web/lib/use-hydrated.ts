'use client';

import { useSyncExternalStore } from 'react';

const never = () => () => undefined;

/** Whether the page is awake: before that a form would be sent by the browser itself, past what its component does. */
export function useHydrated(): boolean {
  return useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
}
