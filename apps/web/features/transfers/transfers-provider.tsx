import type { ReactNode } from 'react';

/** One uploader for all pages below. */
export function TransfersProvider({ children }: { readonly children: ReactNode }) {
  return children;
}
