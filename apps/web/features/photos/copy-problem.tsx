'use client';

import type { Photo } from '@forecourt/sdk/contract';
import { Copy } from 'lucide-react';
import { tell } from '@/components/state/problem.tsx';
import { Button } from '@/components/ui/button.tsx';
import { copyText } from '@/components/ui/copy-text.ts';

/** Copies what helps whoever is asked for help: the code, and the id that stands in the logs. */
export function CopyProblem({ photo }: { readonly photo: Photo }) {
  const problem = photo.job?.problem ?? null;
  if (problem === null) return null;
  const { details } = tell(problem);
  const copy = () => {
    copyText(`${details}\nphoto: ${photo.id}`, 'Details copied');
  };
  return (
    <Button variant="quiet" size="icon-small" aria-label={`Copy the details of ${photo.name}`} onClick={copy}>
      <Copy aria-hidden />
    </Button>
  );
}
