'use client';

import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { Page } from '@/components/frame/page-header.tsx';
import { ProblemNote } from '@/components/state/problem.tsx';
import { Button } from '@/components/ui/button.tsx';
import { classNames } from '@/components/ui/class-names.ts';
import { Tabs } from '@/components/ui/tabs.tsx';
import { browserClient } from '@/lib/data/client.ts';
import { ListingPreview } from '../listing/listing-preview.tsx';
import { useTransfers } from '../transfers/transfers-provider.tsx';
import { DropArea } from './drop-area.tsx';
import { FirstPhotos } from './first-photos.tsx';
import { filtersFrom, type PhotoFilter } from './photo-filter.ts';
import { PhotoGrid } from './photo-grid.tsx';
import { vehicleOptions, vehiclePhotosOptions } from './photo-queries.ts';
import { photoSet } from './photo-set.ts';
import { SelectionBar } from './selection-bar.tsx';
import { SetSummary } from './set-summary.tsx';
import { useAddPhotos } from './use-add-photos.tsx';
import { usePendingDeletions } from './use-deletions.ts';
import { useSelection } from './use-selection.ts';
import { VehicleHeader } from './vehicle-header.tsx';
import { VehiclePageSkeleton } from './vehicle-page-skeleton.tsx';

type View = 'photos' | 'listing';

/** One vehicle: its set of photos, live, and the listing that it becomes. */
export function VehiclePage({ vehicleId }: { readonly vehicleId: string }) {
  const vehicle = useQuery(vehicleOptions(browserClient, vehicleId));
  const photos = useQuery(vehiclePhotosOptions(browserClient, vehicleId));
  const allTransfers = useTransfers();
  const hidden = usePendingDeletions();
  const [view, setView] = useState<View>('photos');
  const [filter, setFilter] = useState<PhotoFilter>('all');
  const add = useAddPhotos(vehicleId);
  const kept = useMemo(() => (photos.data ?? []).filter((photo) => !hidden.has(photo.id)), [photos.data, hidden]);
  const set = useMemo(() => {
    const transfers = allTransfers.filter((transfer) => transfer.vehicleId === vehicleId);
    return photoSet(
      kept,
      transfers.filter(({ state }) => !(state.photo && hidden.has(state.photo.id))),
    );
  }, [kept, allTransfers, vehicleId, hidden]);
  const selection = useSelection(useMemo(() => set.cards.flatMap(({ photo }) => (photo ? [photo.id] : [])), [set]));
  useCameraOnArrival(add.takePhoto);

  if (vehicle.data === undefined || photos.data === undefined) {
    const error = vehicle.error ?? photos.error;
    if (error === null) return <VehiclePageSkeleton />;
    const again = () => Promise.all([vehicle.refetch(), photos.refetch()]);
    return (
      <Page>
        <ProblemNote
          error={error}
          title="This vehicle could not be loaded."
          action={<Button onClick={() => void again()}>Try again</Button>}
        />
      </Page>
    );
  }
  const isEmpty = set.cards.length === 0;
  return (
    <Page isWide className="flex grow flex-col">
      <DropArea onFiles={(files) => add.add(files)} />
      {add.inputs}
      <VehicleHeader vehicle={vehicle.data} add={add} onSelect={isEmpty ? null : selection.start} />
      <Tabs
        label="What to see"
        tabs={[
          { value: 'photos', label: 'Photos', count: set.cards.length },
          { value: 'listing', label: 'Listing' },
        ]}
        value={view}
        onChange={setView}
        className="mb-4 xl:hidden"
      />
      <div className="grid grow items-start gap-8 xl:grid-cols-[minmax(0,1fr)_24rem]">
        <section aria-label="Photos" className={classNames('min-w-0', view === 'photos' ? '' : 'hidden xl:block')}>
          {isEmpty ? (
            <FirstPhotos add={add} />
          ) : (
            <SetSummary set={set} filter={filter} onFilter={setFilter} hasFilters={set.cards.length >= filtersFrom} />
          )}
          <PhotoGrid set={set} filter={filter} selection={selection} add={add} />
          {selection.isSelecting ? <SelectionBar photos={kept} selection={selection} /> : null}
        </section>
        <aside
          aria-label="Listing"
          className={classNames('min-w-0 xl:sticky xl:top-[calc(var(--top-height)+1.5rem)]', view === 'listing' ? '' : 'hidden xl:block')}
        >
          <ListingPreview vehicle={vehicle.data} photos={kept} />
        </aside>
      </div>
    </Page>
  );
}

/** The phone's camera button leads here and wants the camera at once. */
function useCameraOnArrival(takePhoto: () => void): void {
  useEffect(() => {
    const open = () => {
      if (window.location.hash !== '#camera') return;
      history.replaceState(history.state, '', window.location.pathname + window.location.search);
      takePhoto();
    };
    open();
    window.addEventListener('hashchange', open);
    return () => window.removeEventListener('hashchange', open);
  }, [takePhoto]);
}
