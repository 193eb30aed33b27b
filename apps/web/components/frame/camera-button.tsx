'use client';

import { useQuery } from '@tanstack/react-query';
import { Camera, Plus } from 'lucide-react';
import Link from 'next/link';
import { useParams } from 'next/navigation';
import { useState } from 'react';
import { buttonStyle } from '@/components/ui/button.tsx';
import { classNames } from '@/components/ui/class-names.ts';
import { Dialog } from '@/components/ui/dialog.tsx';
import { Skeleton } from '@/components/ui/skeleton.tsx';
import { VehicleThumbnail } from '@/features/vehicles/vehicle-thumbnail.tsx';
import { vehicleTitle } from '@/features/vehicles/vehicle-words.ts';
import { browserClient } from '@/lib/data/client.ts';

const look = 'flex size-12 items-center justify-center rounded-full bg-accent text-accent-ink active:bg-accent-hover';

/** Takes photos of the vehicle that is open; elsewhere it asks first of which. */
export function CameraButton() {
  const { vehicleId } = useParams<{ vehicleId?: string }>();
  const [isOpen, setOpen] = useState(false);
  if (vehicleId !== undefined) {
    return (
      <Link href={`/vehicles/${vehicleId}#camera`} scroll={false} aria-label="Take photos" className={look}>
        <Camera aria-hidden className="size-5.5" />
      </Link>
    );
  }
  return (
    <>
      <button type="button" aria-label="Take photos" className={look} onClick={() => setOpen(true)}>
        <Camera aria-hidden className="size-5.5" />
      </button>
      <Dialog isOpen={isOpen} onOpenChange={setOpen} title="Photos of which vehicle?">
        <VehicleChoice onChosen={() => setOpen(false)} />
      </Dialog>
    </>
  );
}

function VehicleChoice({ onChosen }: { readonly onChosen: () => void }) {
  const { data } = useQuery({
    queryKey: ['vehicles', 'found', ''],
    queryFn: ({ signal }) => browserClient().vehicles.list({ limit: 6 }, { signal }).page(),
  });
  return (
    <>
      <ul className="-mx-2">
        {data === undefined
          ? ['a', 'b', 'c'].map((row) => (
              <li key={row} className="p-2">
                <Skeleton className="h-10" />
              </li>
            ))
          : data.items.map((vehicle) => (
              <li key={vehicle.id}>
                <Link
                  href={`/vehicles/${vehicle.id}#camera`}
                  onClick={onChosen}
                  className="flex min-h-14 items-center gap-3 rounded-md px-2 hover:bg-hover"
                >
                  <VehicleThumbnail vehicle={vehicle} className="h-10 w-15" />
                  <span className="min-w-0">
                    <span className="block truncate font-medium">{vehicleTitle(vehicle)}</span>
                    <span className="block truncate text-sm text-quiet">{vehicle.stockNumber}</span>
                  </span>
                </Link>
              </li>
            ))}
      </ul>
      <Link href="/vehicles?new" onClick={onChosen} className={classNames(buttonStyle({ size: 'large' }), 'mt-3 w-full')}>
        <Plus aria-hidden />
        New vehicle
      </Link>
    </>
  );
}
