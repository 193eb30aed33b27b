'use client';

import { useEffect } from 'react';
import { Button } from '@/components/ui/button.tsx';
import { ProblemNote } from './problem.tsx';

export interface PageFailedProps {
  readonly error: Error & { readonly digest?: string };
  readonly reset: () => void;
}

/** A page that could not be drawn: says so, and tries again. */
export function PageFailed({ error, reset }: PageFailedProps) {
  useEffect(() => {
    document.title = 'Something went wrong · Forecourt';
  }, []);
  return (
    <div className="mx-auto flex w-full max-w-xl grow flex-col justify-center px-4 pb-24">
      <h1 className="mb-3 text-xl font-semibold tracking-tight">This page could not be shown</h1>
      <ProblemNote
        error={error}
        title="Your vehicles and photos are safe."
        action={
          <Button variant="primary" size="small" onClick={reset}>
            Try again
          </Button>
        }
      />
    </div>
  );
}
