'use client';

import './globals.css';
import { PageFailed, type PageFailedProps } from '@/components/state/page-failed.tsx';

/** Where not even the frame of all pages could be drawn. */
export default function GlobalError(props: PageFailedProps) {
  return (
    <html lang="en">
      <body>
        <main className="flex min-h-dvh flex-col">
          <PageFailed {...props} />
        </main>
      </body>
    </html>
  );
}
