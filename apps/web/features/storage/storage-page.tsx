'use client';

import { useQuery } from '@tanstack/react-query';
import { ProblemNote } from '@/components/state/problem.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Skeleton } from '@/components/ui/skeleton.tsx';
import { browserClient } from '@/lib/data/client.ts';
import { Section } from '../settings/section.tsx';
import { CleaningList } from './cleaning-list.tsx';
import { KeptFigures } from './kept-figures.tsx';
import { MovePanel } from './move-panel.tsx';
import { storageOptions } from './storage-queries.ts';

/** Where files are and how many, moving them elsewhere, and what clean-ups found. */
export function StoragePage({ mayChange }: { readonly mayChange: boolean }) {
  const { data, error, isFetching, refetch } = useQuery(storageOptions(browserClient));
  if (data === undefined) {
    if (error === null) return <Skeleton className="h-96" />;
    return (
      <ProblemNote
        error={error}
        title="What is kept could not be looked at."
        action={
          <Button variant="primary" size="small" isBusy={isFetching} onClick={() => void refetch()}>
            Try again
          </Button>
        }
      />
    );
  }
  return (
    <>
      <Section
        id="kept"
        title="Kept"
        description="Photos, cutouts and what nobody uses any more. A file that several dealerships have is kept once."
      >
        <KeptFigures status={data} />
      </Section>
      <Section id="place" title="Place" description="Files can move to a bucket and back while everybody goes on working.">
        <MovePanel status={data} mayChange={mayChange} />
      </Section>
      <Section
        id="clean-up"
        title="Clean-up"
        description="Every hour, what nobody wants for a day is removed. A full one looks at every file, and tells what is missing."
      >
        <CleaningList cleanings={data.cleanings} mayChange={mayChange} />
      </Section>
    </>
  );
}
