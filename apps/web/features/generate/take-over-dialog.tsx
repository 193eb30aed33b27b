'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '@/components/ui/button.tsx';
import { Dialog } from '@/components/ui/dialog.tsx';
import { Input } from '@/components/ui/input.tsx';
import { browserClient } from '@/lib/data/client.ts';
import { itemsOf } from '@/lib/data/pages.ts';
import { useRested } from '@/lib/use-rested.ts';
import { vehicleListOptions } from '../vehicles/vehicle-queries.ts';
import { vehicleTitle } from '../vehicles/vehicle-words.ts';

export interface TakeOverDialogProps {
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
  readonly isBusy: boolean;
  readonly onChoose: (vehicleId: string) => void;
}

/** Asks which vehicle gets the picture among its photos. */
export function TakeOverDialog({ isOpen, onOpenChange, isBusy, onChoose }: TakeOverDialogProps) {
  const [search, setSearch] = useState('');
  const list = useInfiniteQuery({ ...vehicleListOptions(browserClient, useRested(search, 200)), enabled: isOpen });
  const vehicles = itemsOf(list.data) ?? [];
  return (
    <Dialog
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title="Take over into a vehicle’s photos"
      description="It comes in like any other photo: it is cut out and waits for a decision."
    >
      <Input type="search" aria-label="Search vehicles" placeholder="Stock number, make, model" value={search} onValueChange={setSearch} />
      <ul aria-label="Vehicles" className="mt-3 flex flex-col">
        {vehicles.map((vehicle) => (
          <li key={vehicle.id}>
            <Button variant="quiet" className="w-full justify-between text-ink" disabled={isBusy} onClick={() => onChoose(vehicle.id)}>
              <span className="truncate">{vehicleTitle(vehicle)}</span>
              <span className="figures text-sm font-normal text-quiet">{vehicle.stockNumber}</span>
            </Button>
          </li>
        ))}
      </ul>
      {list.isSuccess && vehicles.length === 0 ? <p className="text-sm text-quiet">No vehicle is called that.</p> : null}
      {list.error === null ? null : <p className="text-sm text-danger-text">The vehicles could not be loaded.</p>}
      {list.hasNextPage ? (
        <Button size="small" isBusy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()} className="mt-2">
          Show more
        </Button>
      ) : null}
    </Dialog>
  );
}
