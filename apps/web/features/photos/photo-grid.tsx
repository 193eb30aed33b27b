'use client';

import type { Angle, Photo } from '@forecourt/sdk/contract';
import { useMemo } from 'react';
import { OutlineCard } from './outline-card.tsx';
import { PhotoCard } from './photo-card.tsx';
import { type PhotoFilter, passes } from './photo-filter.ts';
import type { Card, PhotoSet } from './photo-set.ts';
import { UploadCard } from './upload-card.tsx';
import type { AddPhotos } from './use-add-photos.tsx';
import { usePhotoActions } from './use-photo-actions.ts';
import type { Selection } from './use-selection.ts';

export const gridStyle = 'grid grid-cols-2 gap-3 sm:grid-cols-[repeat(auto-fill,minmax(13rem,1fr))] sm:gap-4';

export interface PhotoGridProps {
  readonly set: PhotoSet;
  readonly filter: PhotoFilter;
  readonly selection: Selection;
  readonly add: AddPhotos;
}

/** The set as it will be told to buyers: by angle in the order of a walk around the car, empty places as outlines. */
export function PhotoGrid({ set, filter, selection, add }: PhotoGridProps) {
  const actions = usePhotoActions();
  const photos = useMemo(() => new Map(set.cards.flatMap(({ photo }) => (photo ? [[photo.id, photo]] : []))), [set]);
  const place = (ids: readonly string[], angle: Angle) => {
    for (const id of ids) {
      const photo = photos.get(id);
      if (photo) void actions.setAngle(photo, angle);
    }
  };
  const card = (one: Card) => <SetCard key={one.key} card={one} selection={selection} photos={photos} />;
  const loose = set.loose.filter((one) => passes(one, filter));
  const isEmpty = set.cards.length === 0;
  return (
    <div className="flex flex-col gap-8">
      {loose.length > 0 ? (
        <section aria-labelledby="loose-photos">
          <h2 id="loose-photos" className="mb-3 flex flex-wrap items-baseline gap-x-2 text-base font-semibold">
            No angle yet
            <span className="text-sm font-normal text-quiet touch:hidden">Drag a photo onto its angle, or choose it in its menu.</span>
            <span className="hidden text-sm font-normal text-quiet touch:inline">Choose it in the menu of each photo.</span>
          </h2>
          <ul className={gridStyle}>{loose.map((one) => card(one))}</ul>
        </section>
      ) : null}
      <section aria-label="Photos by angle">
        <ul className={gridStyle}>
          {set.places.flatMap((one) => {
            const shown = one.cards.filter((each) => passes(each, filter));
            if (shown.length > 0) return shown.map((each) => card(each));
            if (filter !== 'all' || one.cards.length > 0 || !(one.wanted || isEmpty)) return [];
            return [
              <li key={one.angle}>
                <OutlineCard
                  place={one}
                  onPick={() => add.pick(one.angle)}
                  onFiles={(files) => add.add(files, one.angle)}
                  onPhotos={(ids) => place(ids, one.angle)}
                />
              </li>,
            ];
          })}
        </ul>
      </section>
    </div>
  );
}

interface SetCardProps {
  readonly card: Card;
  readonly selection: Selection;
  readonly photos: ReadonlyMap<string, Photo>;
}

function SetCard({ card: { photo, transfer }, selection }: SetCardProps) {
  if (photo === null) return transfer === null ? null : <li>{<UploadCard transfer={transfer} />}</li>;
  const dragged = () => (selection.ids.has(photo.id) ? [...selection.ids] : [photo.id]);
  return (
    <li>
      <PhotoCard
        photo={photo}
        transferId={transfer?.id ?? null}
        isSelected={selection.ids.has(photo.id)}
        isSelecting={selection.isSelecting}
        onToggle={selection.toggle}
        dragged={dragged}
      />
    </li>
  );
}
