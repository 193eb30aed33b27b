import type { ReactNode } from 'react';
import { DataProvider } from '@/lib/data/providers.tsx';

/** The way in: one card in the middle, nothing else. */
export default function EntryLayout({ children }: { readonly children: ReactNode }) {
  return (
    <DataProvider>
      <main className="flex min-h-dvh flex-col items-center px-4 pt-[max(2rem,9dvh)] pb-8">{children}</main>
    </DataProvider>
  );
}
