'use client';

import type { Vehicle } from '@forecourt/sdk/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Camera, ChevronRight, Ellipsis, ImagePlus, Pencil, SquareCheck, Trash2, WandSparkles } from 'lucide-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { PageHeader } from '@/components/frame/page-header.tsx';
import { useRight } from '@/components/frame/rights.tsx';
import { Button } from '@/components/ui/button.tsx';
import { ConfirmDialog } from '@/components/ui/dialog.tsx';
import { Menu, MenuItem, MenuSeparator } from '@/components/ui/menu.tsx';
import { notify, notifyProblem } from '@/components/ui/toast.tsx';
import { browserClient } from '@/lib/data/client.ts';
import { queryKeys } from '@/lib/data/keys.ts';
import { vehicleFacts, vehicleTitle } from '../vehicles/vehicle-words.ts';
import { EditVehicleDialog } from './edit-vehicle-dialog.tsx';
import type { AddPhotos } from './use-add-photos.tsx';

export interface VehicleHeaderProps {
  readonly vehicle: Vehicle;
  readonly add: AddPhotos;
  readonly onSelect: (() => void) | null;
}

/** What the car is, and the ways to add photos. */
export function VehicleHeader({ vehicle, add, onSelect }: VehicleHeaderProps) {
  const [isEditing, setIsEditing] = useState(false);
  const [isDeleting, setIsDeleting] = useState(false);
  const mayGenerate = useRight('generations:write');
  const title = vehicleTitle(vehicle);
  const facts = vehicleFacts(vehicle);
  return (
    <>
      <nav aria-label="Where you are" className="-mt-3 mb-1 flex md:mt-0 items-center gap-1 text-sm text-quiet">
        <Link href="/vehicles" className="rounded-sm hover:text-ink touch:flex touch:h-11 touch:items-center">
          Vehicles
        </Link>
        <ChevronRight aria-hidden className="size-3.5 text-faint" />
        <span className="figures">{vehicle.stockNumber}</span>
      </nav>
      <PageHeader
        title={title}
        description={
          <span className="flex flex-wrap items-center gap-x-2 gap-y-0.5">
            {facts === '' ? null : <span className="figures">{facts}</span>}
            {vehicle.vin === null ? null : (
              <span className="figures text-sm">
                <abbr title="Vehicle identification number" className="no-underline">
                  VIN
                </abbr>{' '}
                {vehicle.vin}
              </span>
            )}
            <button
              type="button"
              onClick={() => setIsEditing(true)}
              className="-ml-1 hidden h-6 items-center gap-1 rounded-sm px-1 text-sm font-medium text-accent-text hover:bg-hover md:inline-flex"
            >
              <Pencil aria-hidden className="size-3.5" />
              Edit
            </button>
          </span>
        }
        actions={
          <div className="flex w-[calc(100vw-2rem)] items-center gap-2 md:w-auto">
            <Button icon={<Camera aria-hidden />} onClick={add.takePhoto} className="grow md:hidden">
              Camera
            </Button>
            <Button variant="primary" icon={<ImagePlus aria-hidden />} onClick={() => add.pick()} className="grow">
              Add photos
            </Button>
            <Menu
              trigger={
                <Button variant="quiet" size="icon" aria-label="More for this vehicle">
                  <Ellipsis aria-hidden />
                </Button>
              }
            >
              <MenuItem icon={<Pencil aria-hidden />} onClick={() => setIsEditing(true)}>
                Edit vehicle
              </MenuItem>
              {mayGenerate ? (
                <MenuItem icon={<WandSparkles aria-hidden />} render={<Link href={`/generate?vehicle=${vehicle.id}`} />}>
                  Make a picture…
                </MenuItem>
              ) : null}
              {onSelect === null ? null : (
                <MenuItem icon={<SquareCheck aria-hidden />} onClick={onSelect}>
                  Choose photos
                </MenuItem>
              )}
              <MenuSeparator />
              <MenuItem icon={<Trash2 aria-hidden />} isDangerous onClick={() => setIsDeleting(true)}>
                Delete vehicle
              </MenuItem>
            </Menu>
          </div>
        }
      />
      <EditVehicleDialog vehicle={vehicle} isOpen={isEditing} onOpenChange={setIsEditing} />
      <DeleteVehicle vehicle={vehicle} title={title} isOpen={isDeleting} onOpenChange={setIsDeleting} />
    </>
  );
}

interface DeleteVehicleProps {
  readonly vehicle: Vehicle;
  readonly title: string;
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
}

function DeleteVehicle({ vehicle, title, isOpen, onOpenChange }: DeleteVehicleProps) {
  const router = useRouter();
  const queryClient = useQueryClient();
  const remove = useMutation({
    mutationFn: () => browserClient().vehicles.delete(vehicle.id),
    onSuccess: async () => {
      router.push('/vehicles');
      notify({ title: `${title} deleted` });
      await queryClient.invalidateQueries({ queryKey: queryKeys.vehicles });
    },
    onError: (error) => notifyProblem({ title: `${title} was not deleted.`, description: error.message }),
  });
  return (
    <ConfirmDialog
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title={`Delete ${title}?`}
      description="Its photos, cutouts and decisions go with it. This cannot be undone."
      action="Delete vehicle"
      isBusy={remove.isPending}
      onConfirm={() => remove.mutate()}
    />
  );
}
