'use client';

import { ForecourtError } from '@forecourt/errors';
import { useMutation } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { type SubmitEvent, useId, useRef } from 'react';
import { ProblemNote } from '@/components/state/problem.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Dialog } from '@/components/ui/dialog.tsx';
import { TextField } from '@/components/ui/input.tsx';
import { browserClient } from '@/lib/data/client.ts';
import { formValues } from '@/lib/form-values.ts';
import { readNewVehicle, type VehicleFieldErrors, type VehicleForm } from './vehicle-form.ts';

export interface NewVehicleDialogProps {
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
}

/** Asks for what a vehicle needs, and leads to its page, where the photos go. */
export function NewVehicleDialog({ isOpen, onOpenChange }: NewVehicleDialogProps) {
  const formId = useId();
  const first = useRef<HTMLInputElement>(null);
  const router = useRouter();
  const create = useMutation({
    mutationFn: (form: VehicleForm) => browserClient().vehicles.create(readNewVehicle(form)),
    onSuccess: (vehicle) => {
      onOpenChange(false);
      router.push(`/vehicles/${vehicle.id}`);
    },
  });
  const errors = fieldErrors(create.error);
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    create.mutate(formValues(event.currentTarget));
  };
  return (
    <Dialog
      isOpen={isOpen}
      onOpenChange={(next) => {
        if (!next) create.reset();
        onOpenChange(next);
      }}
      title="New vehicle"
      description="Its photos are next."
      initialFocus={first}
      footer={
        <>
          <Button onClick={() => onOpenChange(false)}>Cancel</Button>
          <Button type="submit" form={formId} variant="primary" isBusy={create.isPending}>
            Add vehicle
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} noValidate className="flex flex-col gap-4">
        {create.error !== null && Object.keys(errors).length === 0 ? <ProblemNote error={create.error} title="It was not added." /> : null}
        <div className="grid gap-4 sm:grid-cols-[1fr_7rem]">
          <TextField ref={first} name="stockNumber" label="Stock number" autoComplete="off" required error={errors.stockNumber} />
          <TextField name="year" label="Year" inputMode="numeric" autoComplete="off" isOptional error={errors.year} />
        </div>
        <div className="grid gap-4 sm:grid-cols-2">
          <TextField name="make" label="Make" autoComplete="off" required error={errors.make} />
          <TextField name="model" label="Model" autoComplete="off" required error={errors.model} />
        </div>
        <TextField
          name="vin"
          label="VIN"
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          isOptional
          className="figures uppercase"
          error={errors.vin}
        />
        <div className="grid gap-4 sm:grid-cols-2">
          <TextField name="colour" label="Colour" autoComplete="off" isOptional error={errors.colour} />
          <TextField name="mileageKm" label="Mileage in km" inputMode="numeric" autoComplete="off" isOptional error={errors.mileageKm} />
        </div>
      </form>
    </Dialog>
  );
}

function fieldErrors(error: Error | null): VehicleFieldErrors {
  if (!ForecourtError.is(error)) return {};
  if (error.code === 'STOCK_NUMBER_TAKEN') return { stockNumber: 'Another vehicle has this number already.' };
  const fields = error.details?.fields;
  return typeof fields === 'object' && fields !== null ? { ...fields } : {};
}
