'use client';

import { QueryClientProvider } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { notifyProblem } from '@/components/ui/toast.tsx';
import { signInAddress } from '../addresses.ts';
import { setTabDealership } from './client.ts';
import { leaveFor } from './leaving.ts';
import { makeQueryClient } from './query-client.ts';

export interface DataProviderProps {
  /** The dealership that the page shows, where somebody is signed in. */
  readonly dealershipId?: string;
  readonly children: ReactNode;
}

/** The cache of answers for everything below. */
export function DataProvider({ dealershipId, children }: DataProviderProps) {
  const [queryClient] = useState(() => {
    // Before anything below asks for something.
    if (dealershipId !== undefined && typeof window !== 'undefined') setTabDealership(dealershipId);
    return makeQueryClient({
      onSignedOut: () => {
        const { pathname, search } = window.location;
        if (pathname !== '/sign-in') leaveFor(signInAddress(`${pathname}${search}`));
      },
      onSwitched: () =>
        notifyProblem({
          id: 'switched',
          title: 'You work in another dealership now.',
          description: 'Nothing on this page is saved any more.',
          action: { label: 'Go there', onClick: () => window.location.assign('/vehicles') },
        }),
    });
  });
  return <QueryClientProvider client={queryClient}>{children}</QueryClientProvider>;
}
