'use client';

import type { Scope } from '@forecourt/sdk/contract';
import { createContext, type ReactNode, useContext } from 'react';
import { type Destination, destinations } from './navigation.ts';

const ScopesContext = createContext<readonly Scope[]>([]);

/** Tells everything below what this person may do. */
export function RightsProvider({ scopes, children }: { readonly scopes: readonly Scope[]; readonly children: ReactNode }) {
  return <ScopesContext value={scopes}>{children}</ScopesContext>;
}

/** Whether this person may do it. */
export function useRight(right: Scope): boolean {
  return useContext(ScopesContext).includes(right);
}

/** Where this person may go. */
export function useDestinations(): readonly Destination[] {
  const scopes = useContext(ScopesContext);
  return destinations.filter(({ right }) => right === undefined || scopes.includes(right));
}
