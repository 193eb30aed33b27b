import type { Vehicle } from '@forecourt/sdk/contract';
import Link from 'next/link';
import { PhotoCounts, PhotoCountsBar, photoTotal } from '@/components/state/photo-counts.tsx';
import { RelativeTime } from '@/components/ui/relative-time.tsx';
import { VehicleThumbnail } from './vehicle-thumbnail.tsx';
import { vehicleFacts, vehicleTitle } from './vehicle-words.ts';

/** One vehicle in the grid. The whole card leads to it. */
export function VehicleCard({ vehicle }: { readonly vehicle: Vehicle }) {
  return (
    <li className="group relative flex flex-col overflow-hidden rounded-md border border-line bg-surface transition-colors hover:border-line-strong has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-focus">
      <VehicleThumbnail vehicle={vehicle} widthPx={640} className="aspect-3/2 w-full rounded-none" />
      <PhotoCountsBar counts={vehicle.photos} className="rounded-none" />
      <div className="flex grow flex-col gap-0.5 p-3">
        <div className="flex items-baseline gap-2">
          <Link href={`/vehicles/${vehicle.id}`} className="min-w-0 grow truncate font-medium outline-none after:absolute after:inset-0">
            {vehicleTitle(vehicle)}
          </Link>
          <span className="figures max-w-[45%] shrink-0 truncate text-xs text-quiet" title={vehicle.stockNumber}>
            {vehicle.stockNumber}
          </span>
        </div>
        <div className="h-5 truncate text-sm text-quiet" suppressHydrationWarning>
          {vehicleFacts(vehicle)}
        </div>
        <div className="mt-1.5 flex min-h-4 items-center">
          <PhotoState vehicle={vehicle} />
        </div>
      </div>
    </li>
  );
}

/** One vehicle as a row: more of them in view, for who looks for one. */
export function VehicleRow({ vehicle }: { readonly vehicle: Vehicle }) {
  return (
    <li className="relative flex min-h-14 items-center gap-4 px-3 py-2 hover:bg-hover has-focus-visible:outline-2 has-focus-visible:-outline-offset-2 has-focus-visible:outline-focus">
      <VehicleThumbnail vehicle={vehicle} className="h-10 w-15" />
      <div className="min-w-0 basis-1/3 grow">
        <Link href={`/vehicles/${vehicle.id}`} className="block truncate font-medium outline-none after:absolute after:inset-0">
          {vehicleTitle(vehicle)}
        </Link>
        <div className="truncate text-sm text-quiet" suppressHydrationWarning>
          {vehicleFacts(vehicle)}
        </div>
      </div>
      <span className="figures hidden w-28 shrink-0 truncate text-sm text-quiet sm:block">{vehicle.stockNumber}</span>
      <div className="hidden basis-1/4 grow md:block">
        <PhotoState vehicle={vehicle} />
      </div>
      <RelativeTime at={vehicle.updatedAt} className="hidden w-24 shrink-0 text-right text-sm text-quiet lg:block" />
      <span className="sm:hidden">
        <span className="figures text-sm text-quiet">{photoTotal(vehicle.photos)}</span>
        <span className="sr-only"> photos</span>
      </span>
    </li>
  );
}

function PhotoState({ vehicle }: { readonly vehicle: Vehicle }) {
  if (photoTotal(vehicle.photos) === 0) return <span className="text-xs text-quiet">No photos yet</span>;
  return <PhotoCounts counts={vehicle.photos} />;
}
