'use client';

import { QueryClientProvider } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { signInAddress } from '../addresses.ts';
import { makeQueryClient } from './query-client.ts';

/** The cache of answers for everything below. */
export function DataProvider({ children }: { readonly children: ReactNode }) {
  const [queryClient] = useState(() =>
    makeQueryClient({
      onSignedOut: () => {
        const { pathname, search } = window.location;
        if (pathname !== '/sign-in') window.location.assign(signInAddress(`${pathname}${search}`));
      },
    }),
  );
  return <QueryClientProvider client={queryClient}>{children}</QueryClientProvider>;
}
