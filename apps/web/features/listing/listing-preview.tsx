'use client';

import type { Photo, Vehicle } from '@forecourt/sdk/contract';
import { useQuery } from '@tanstack/react-query';
import { ChevronLeft, ChevronRight, CircleCheck, ImageIcon } from 'lucide-react';
import { useState } from 'react';
import { Badge } from '@/components/ui/badge.tsx';
import { classNames } from '@/components/ui/class-names.ts';
import { browserClient } from '@/lib/data/client.ts';
import { angleName } from '../photos/angles.ts';
import { listingOptions } from '../photos/photo-queries.ts';
import { vehicleFacts, vehicleTitle } from '../vehicles/vehicle-words.ts';
import { ListingPictureFrame } from './listing-picture-frame.tsx';
import { coverOf, listingPictures } from './listing-view.ts';

export interface ListingPreviewProps {
  readonly vehicle: Vehicle;
  readonly photos: readonly Photo[];
}

/** The vehicle as buyers will see it, on the dealer's own white page; approved cutouts take the place of photos as they come. */
export function ListingPreview({ vehicle, photos }: ListingPreviewProps) {
  const listing = useQuery(listingOptions(browserClient, vehicle.id));
  const [chosen, setChosen] = useState<string | null>(null);
  const pictures = listingPictures(photos, listing.data);
  const current = pictures.find((picture) => picture.photoId === chosen) ?? coverOf(pictures);
  const place = current === null ? -1 : pictures.findIndex((picture) => picture.photoId === current.photoId);
  const cutouts = pictures.filter((picture) => picture.kind === 'cutout').length;
  const turn = (by: number) => setChosen(pictures[(place + by + pictures.length) % pictures.length]?.photoId ?? null);
  return (
    <div>
      <div className="mb-2 flex items-center justify-between gap-2">
        <h2 className="text-base font-semibold">As buyers see it</h2>
        <ReadyBadge total={pictures.length} cutouts={cutouts} />
      </div>
      {/* A dealer's page is white whatever the app's theme is. */}
      <div data-theme="light" className="overflow-hidden rounded-md border border-line bg-white text-ink">
        <div className="relative aspect-4/3 bg-[oklch(97%_0_0)]">
          {current === null ? (
            <span className="absolute inset-0 flex flex-col items-center justify-center gap-2 text-sm text-quiet">
              <ImageIcon aria-hidden className="size-6 text-faint" />
              The first photo opens the listing
            </span>
          ) : (
            <ListingPictureFrame picture={current} title={`${vehicleTitle(vehicle)}, ${angleName(current.angle).toLowerCase()}`} />
          )}
          {pictures.length > 1 ? (
            <>
              <Turn label="Picture before" side="left" onClick={() => turn(-1)} />
              <Turn label="Next picture" side="right" onClick={() => turn(1)} />
              <span className="figures absolute right-2 bottom-2 rounded-sm bg-black/65 px-1.5 py-0.5 text-xs text-white">
                {place + 1} / {pictures.length}
              </span>
            </>
          ) : null}
        </div>
        {pictures.length > 1 ? (
          <ul className="grid grid-cols-5 gap-1 p-1">
            {pictures.slice(0, 10).map((picture) => (
              <li key={picture.photoId}>
                <button
                  type="button"
                  aria-label={`Show ${angleName(picture.angle).toLowerCase()}`}
                  aria-pressed={picture.photoId === current?.photoId}
                  onClick={() => setChosen(picture.photoId)}
                  className={classNames(
                    'relative block aspect-4/3 w-full overflow-hidden rounded-sm bg-[oklch(97%_0_0)] focus-visible:outline-offset-0',
                    picture.photoId === current?.photoId && 'ring-2 ring-ink',
                  )}
                >
                  <ListingPictureFrame picture={picture} title="" isSmall />
                </button>
              </li>
            ))}
          </ul>
        ) : null}
        <ListingFacts vehicle={vehicle} />
      </div>
    </div>
  );
}

function ListingFacts({ vehicle }: { readonly vehicle: Vehicle }) {
  const price = vehicleFacts({ priceCents: vehicle.priceCents, currency: vehicle.currency, colour: null, mileageKm: null });
  const facts = [
    ['Year', vehicle.year === null ? null : String(vehicle.year)],
    ['Mileage', vehicleFacts({ mileageKm: vehicle.mileageKm, colour: null, priceCents: null, currency: null })],
    ['Colour', vehicle.colour],
    ['Stock', vehicle.stockNumber],
  ].filter(([, value]) => value !== null && value !== '');
  return (
    <div className="px-4 pt-3 pb-4">
      <p className="text-lg font-semibold tracking-tight">{vehicleTitle(vehicle)}</p>
      <p className="figures mt-0.5 text-xl font-semibold">{price === '' ? 'Price on request' : price}</p>
      <dl className="mt-3 grid grid-cols-2 gap-x-4 gap-y-2 border-t border-line pt-3 text-sm">
        {facts.map(([name, value]) => (
          <div key={name} className="flex justify-between gap-2">
            <dt className="text-quiet">{name}</dt>
            <dd className="figures truncate font-medium">{value}</dd>
          </div>
        ))}
      </dl>
      <p aria-hidden className="mt-4 flex h-9 items-center justify-center rounded-md bg-[oklch(22%_0_0)] text-base font-medium text-white">
        Book a test drive
      </p>
    </div>
  );
}

function ReadyBadge({ total, cutouts }: { readonly total: number; readonly cutouts: number }) {
  if (total > 0 && cutouts === total) {
    return (
      <Badge className="border-transparent bg-approved-soft text-approved">
        <CircleCheck aria-hidden className="size-3.5" />
        Ready
      </Badge>
    );
  }
  return total === 0 ? null : (
    <Badge>
      <span className="figures">
        {cutouts} of {total} cut out
      </span>
    </Badge>
  );
}

function Turn({ label, side, onClick }: { readonly label: string; readonly side: 'left' | 'right'; readonly onClick: () => void }) {
  const Icon = side === 'left' ? ChevronLeft : ChevronRight;
  return (
    <button
      type="button"
      aria-label={label}
      onClick={onClick}
      className={classNames(
        'absolute top-1/2 flex size-8 -translate-y-1/2 items-center justify-center rounded-full bg-white/85 text-ink shadow-[0_1px_3px_oklch(0%_0_0/25%)] hover:bg-white touch:size-11',
        side === 'left' ? 'left-2' : 'right-2',
      )}
    >
      <Icon aria-hidden className="size-5" />
    </button>
  );
}
