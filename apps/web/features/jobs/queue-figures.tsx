'use client';

import type { QueueState } from '@forecourt/sdk/contract';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { RelativeTime } from '@/components/ui/relative-time.tsx';
import { Skeleton } from '@/components/ui/skeleton.tsx';
import { browserClient } from '@/lib/data/client.ts';
import { queueOptions } from './queue-queries.ts';

/** How full the queue is, how fast it empties, and whether anybody works: one line of figures. */
export function QueueFigures() {
  // Workers come and go without an event.
  const { data } = useQuery({ ...queueOptions(browserClient), refetchInterval: 15_000 });
  return (
    <dl className="mb-5 grid grid-cols-2 gap-px overflow-hidden rounded-md border border-line bg-line sm:grid-cols-3 lg:grid-cols-5">
      <Figure name="Waiting">{data && waiting(data)}</Figure>
      <Figure name="Working">{data?.working}</Figure>
      <Figure name="Waiting the longest since">
        {data && (data.oldestWaitingAt === null ? '–' : <RelativeTime at={data.oldestWaitingAt} />)}
      </Figure>
      <Figure name="Done in the last hour">{data?.doneLastHour}</Figure>
      <Figure name="Workers" className="col-span-2 sm:col-span-2 lg:col-span-1">
        {data && workers(data)}
      </Figure>
    </dl>
  );
}

function waiting({ waiting: inTurn, delayed }: QueueState): string {
  return delayed === 0 ? String(inTurn) : `${inTurn} and ${delayed} for their next try`;
}

function workers({ workers: { alive, places, underWay } }: QueueState): ReactNode {
  if (alive === 0) return <span className="text-failed">Nobody works</span>;
  return (
    <>
      {alive}{' '}
      <span className="text-sm font-normal text-quiet">
        with {underWay} of {places} places taken
      </span>
    </>
  );
}

function Figure({ name, children, className = '' }: { readonly name: string; readonly children: ReactNode; readonly className?: string }) {
  return (
    <div className={`bg-surface px-4 py-2.5 ${className}`}>
      <dt className="text-xs text-quiet">{name}</dt>
      <dd className="figures mt-0.5 min-h-6 text-base font-medium">{children ?? <Skeleton className="h-5 w-12" />}</dd>
    </div>
  );
}
