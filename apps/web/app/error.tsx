'use client';

import { PageFailed, type PageFailedProps } from '@/components/state/page-failed.tsx';

export default function RootError(props: PageFailedProps) {
  return (
    <main className="flex min-h-dvh flex-col">
      <PageFailed {...props} />
    </main>
  );
}
