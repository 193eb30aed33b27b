'use client';

import type { Photo } from '@forecourt/sdk/contract';
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { PartyPopper, Sparkles } from 'lucide-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useEffect, useMemo } from 'react';
import { Page, PageHeader } from '@/components/frame/page-header.tsx';
import { Empty } from '@/components/state/empty.tsx';
import { ProblemNote } from '@/components/state/problem.tsx';
import { Button, buttonStyle } from '@/components/ui/button.tsx';
import { browserClient } from '@/lib/data/client.ts';
import { itemsOf } from '@/lib/data/pages.ts';
import { photoOptions, vehicleOptions } from '../photos/photo-queries.ts';
import { countOf } from '../transfers/figures.ts';
import { vehicleTitle } from '../vehicles/vehicle-words.ts';
import { LightTable } from './light-table.tsx';
import { LightTableSkeleton } from './light-table-skeleton.tsx';
import { reviewOptions } from './review-queries.ts';
import { sessionProgress } from './session.ts';
import { type SessionControl, useSession } from './use-session.ts';

/** One array, so that what depends on it stays as it is. */
const nothing: readonly Photo[] = [];

/** Everything that waits for a decision, of all vehicles, doubt first. */
export function ReviewQueue() {
  const router = useRouter();
  const { data, error, dataUpdatedAt, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } = useInfiniteQuery(
    reviewOptions(browserClient),
  );
  const waiting = useMemo(() => itemsOf(data)?.filter((photo) => photo.state === 'review'), [data]);
  const source = waiting ?? nothing;
  const control = useSession(source, null);
  const { session, current } = control;
  const progress = sessionProgress(session);
  useDepartures(control, source, dataUpdatedAt);
  useEffect(() => {
    // The next page is there before the last picture of this one is reached.
    if (progress.open < 10 && hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [progress.open, hasNextPage, isFetchingNextPage, fetchNextPage]);
  const vehicle = useQuery({ ...vehicleOptions(browserClient, current?.vehicleId ?? ''), enabled: current !== null });

  // The session begins when the page is awake; until then nothing is known to be missing.
  const isBeginning = source.length > 0 && session.ids.length === 0;
  if ((waiting === undefined && error === null) || isBeginning) return <LightTableSkeleton />;
  if (waiting === undefined) {
    return (
      <Page>
        <PageHeader title="Review" />
        <ProblemNote
          error={error}
          title="The pictures could not be loaded."
          action={<Button onClick={() => void refetch()}>Try again</Button>}
        />
      </Page>
    );
  }
  if (session.ids.length === 0) {
    return (
      <Page>
        <PageHeader title="Review" />
        <Empty
          icon={Sparkles}
          title="Nothing to review"
          actions={
            <Link href="/vehicles" className={buttonStyle({ variant: 'primary' })}>
              Go to vehicles
            </Link>
          }
        >
          Drop photos on a vehicle. As soon as one is cut out, it waits for you here, the doubtful ones first.
        </Empty>
      </Page>
    );
  }
  return (
    <LightTable
      control={control}
      title={vehicle.data ? vehicleTitle(vehicle.data) : 'Review'}
      back={{ href: current ? `/vehicles/${current.vehicleId}` : '/vehicles', label: 'To the vehicle' }}
      onBack={() => router.push(current ? `/vehicles/${current.vehicleId}` : '/vehicles')}
      end={<QueueEnd control={control} />}
    />
  );
}

function QueueEnd({ control }: { readonly control: SessionControl }) {
  const { approved, rejected } = sessionProgress(control.session);
  const parts = [approved > 0 ? `${countOf(approved, 'picture')} approved` : null, rejected > 0 ? `${rejected} rejected` : null];
  return (
    <div className="flex grow flex-col items-center justify-center" data-review-end>
      <Empty
        icon={PartyPopper}
        title="All decided"
        actions={
          <>
            {control.session.history.length > 0 ? <Button onClick={control.undo}>Take the last back</Button> : null}
            <Link href="/vehicles" className={buttonStyle({ variant: 'primary' })}>
              Go to vehicles
            </Link>
          </>
        }
      >
        <span className="figures">{parts.filter((part) => part !== null).join(', ') || 'Nothing is left to look at.'}</span>
      </Empty>
    </div>
  );
}

/** Notices pictures that somebody else decided or deleted, also while this page was asleep: the list no longer has them. */
function useDepartures(
  { session, photos, step, isUnderWay }: SessionControl,
  source: readonly { readonly id: string }[],
  updatedAt: number,
): void {
  const queryClient = useQueryClient();
  useEffect(() => {
    for (const id of session.ids) {
      const photo = photos.get(id);
      if (photo && photo.state !== 'review' && session.outcomes[id] === undefined && !isUnderWay(id)) step({ type: 'left', id });
    }
  }, [session, photos, step, isUnderWay]);
  // Asked once for each answer of the list, and not for each change of the session.
  useEffect(() => {
    const listed = new Set(source.map((photo) => photo.id));
    for (const id of session.ids) {
      if (listed.has(id) || session.outcomes[id] !== undefined) continue;
      queryClient.fetchQuery({ ...photoOptions(browserClient, id), staleTime: 0 }).catch(() => step({ type: 'left', id }));
    }
  }, [updatedAt]);
}
