import { ChevronLeft } from 'lucide-react';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { ProblemNote } from '@/components/state/problem.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Skeleton } from '@/components/ui/skeleton.tsx';

interface LoadedThingProps<Thing> {
  /** Where the list is that it stands in. */
  readonly list: { readonly path: string; readonly label: string };
  readonly query: {
    readonly data: Thing | undefined;
    readonly error: Error | null;
    readonly isFetching: boolean;
    readonly refetch: () => unknown;
  };
  /** Said where it could not be loaded. */
  readonly problemTitle: string;
  readonly children: (thing: Thing) => ReactNode;
}

/** One thing of a list of the settings: the way back, and the thing as soon as it is there. */
export function LoadedThing<Thing>({ list, query, problemTitle, children }: LoadedThingProps<Thing>) {
  const { data, error, isFetching, refetch } = query;
  return (
    <div>
      <Link href={list.path} className="mb-3 inline-flex min-h-8 items-center gap-1 text-sm text-quiet hover:text-ink touch:min-h-11">
        <ChevronLeft aria-hidden className="size-4" />
        {list.label}
      </Link>
      {data !== undefined ? children(data) : null}
      {data === undefined && error === null ? <Skeleton className="h-40" /> : null}
      {data === undefined && error !== null ? (
        <ProblemNote
          error={error}
          title={problemTitle}
          action={
            <Button variant="primary" size="small" isBusy={isFetching} onClick={() => void refetch()}>
              Try again
            </Button>
          }
        />
      ) : null}
    </div>
  );
}
