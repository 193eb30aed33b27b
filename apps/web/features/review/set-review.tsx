'use client';

import { useQuery } from '@tanstack/react-query';
import { CircleCheck } from 'lucide-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useEffect, useMemo } from 'react';
import { Page } from '@/components/frame/page-header.tsx';
import { Empty } from '@/components/state/empty.tsx';
import { ProblemNote } from '@/components/state/problem.tsx';
import { Button, buttonStyle } from '@/components/ui/button.tsx';
import { browserClient } from '@/lib/data/client.ts';
import { vehicleOptions, vehiclePhotosOptions } from '../photos/photo-queries.ts';
import { photoSet } from '../photos/photo-set.ts';
import { usePendingDeletions } from '../photos/use-deletions.ts';
import { vehicleTitle } from '../vehicles/vehicle-words.ts';
import { LightTable } from './light-table.tsx';
import { LightTableSkeleton } from './light-table-skeleton.tsx';
import { useSession } from './use-session.ts';

export interface SetReviewProps {
  readonly vehicleId: string;
  readonly photoId: string;
}

/** The photos of one vehicle on the light table, in the order of the set, beginning with one of them. */
export function SetReview({ vehicleId, photoId }: SetReviewProps) {
  const router = useRouter();
  const vehicle = useQuery(vehicleOptions(browserClient, vehicleId));
  const photos = useQuery(vehiclePhotosOptions(browserClient, vehicleId));
  const hidden = usePendingDeletions();
  const source = useMemo(() => {
    const shown = (photos.data ?? []).filter((photo) => !hidden.has(photo.id));
    return photoSet(shown, []).cards.flatMap(({ photo }) => photo ?? []);
  }, [photos.data, hidden]);
  const control = useSession(source, photoId);
  const { session, current, step, isUnderWay } = control;
  useEffect(() => {
    // Deciding leads to the next that waits for a decision; what was settled before, or is under way, is passed over.
    for (const photo of source)
      if (photo.state !== 'review' && photo.id !== session.current && !isUnderWay(photo.id)) step({ type: 'left', id: photo.id });
  }, [source, session, step, isUnderWay]);
  const currentId = current?.id;
  useEffect(() => {
    if (currentId !== undefined) window.history.replaceState(null, '', `/vehicles/${vehicleId}/photos/${currentId}`);
  }, [currentId, vehicleId]);

  const address = `/vehicles/${vehicleId}`;
  const error = vehicle.error ?? photos.error;
  if (vehicle.data === undefined || photos.data === undefined) {
    if (error === null) return <LightTableSkeleton />;
    const again = () => void Promise.all([vehicle.refetch(), photos.refetch()]);
    return (
      <Page>
        <ProblemNote error={error} title="The photos could not be loaded." action={<Button onClick={again}>Try again</Button>} />
      </Page>
    );
  }
  if (source.length > 0 && current === null) return <LightTableSkeleton />;
  const end = (
    <div className="flex grow flex-col items-center justify-center" data-review-end>
      <Empty
        icon={CircleCheck}
        title="This vehicle is decided"
        actions={
          <>
            {session.history.length > 0 ? <Button onClick={control.undo}>Take the last back</Button> : null}
            <Link href={address} className={buttonStyle({ variant: 'primary' })}>
              Back to the vehicle
            </Link>
          </>
        }
      >
        What you approved is in its listing.
      </Empty>
    </div>
  );
  return (
    <LightTable
      control={control}
      title={vehicleTitle(vehicle.data)}
      back={{ href: address, label: 'Back to the vehicle' }}
      onBack={() => router.push(address)}
      end={end}
    />
  );
}
