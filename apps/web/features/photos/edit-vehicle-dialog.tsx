'use client';

import { ForecourtError } from '@forecourt/errors';
import type { Vehicle } from '@forecourt/sdk/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type SubmitEvent, useId } from 'react';
import { ProblemNote } from '@/components/state/problem.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Dialog } from '@/components/ui/dialog.tsx';
import { TextField } from '@/components/ui/input.tsx';
import { browserClient } from '@/lib/data/client.ts';
import { queryKeys } from '@/lib/data/keys.ts';
import { type EditErrors, type EditForm, editForm, readChanges } from './vehicle-changes.ts';

export interface EditVehicleDialogProps {
  readonly vehicle: Vehicle;
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
}

/** Changes what is known of a vehicle. */
export function EditVehicleDialog({ vehicle, isOpen, onOpenChange }: EditVehicleDialogProps) {
  const formId = useId();
  const queryClient = useQueryClient();
  const save = useMutation({
    mutationFn: (form: EditForm) => browserClient().vehicles.change(vehicle.id, readChanges(form)),
    onSuccess: async (changed) => {
      queryClient.setQueryData(queryKeys.vehicle(vehicle.id), changed);
      onOpenChange(false);
      await queryClient.invalidateQueries({ queryKey: queryKeys.vehicles });
    },
  });
  const errors = fieldErrors(save.error);
  const values = editForm(vehicle);
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    save.mutate(Object.fromEntries([...new FormData(event.currentTarget)].map(([name, value]) => [name, String(value)])));
  };
  const box = (name: string, label: string) => ({ name, label, autoComplete: 'off', defaultValue: values[name], error: errors[name] });
  return (
    <Dialog
      isOpen={isOpen}
      onOpenChange={(next) => {
        if (!next) save.reset();
        onOpenChange(next);
      }}
      title="Edit vehicle"
      footer={
        <>
          <Button onClick={() => onOpenChange(false)}>Cancel</Button>
          <Button type="submit" form={formId} variant="primary" isBusy={save.isPending}>
            Save
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} noValidate className="flex flex-col gap-4">
        {save.error !== null && Object.keys(errors).length === 0 ? <ProblemNote error={save.error} title="It was not saved." /> : null}
        <div className="grid gap-4 sm:grid-cols-[1fr_7rem]">
          <TextField {...box('stockNumber', 'Stock number')} required />
          <TextField {...box('year', 'Year')} inputMode="numeric" isOptional />
        </div>
        <div className="grid gap-4 sm:grid-cols-2">
          <TextField {...box('make', 'Make')} required />
          <TextField {...box('model', 'Model')} required />
        </div>
        <TextField {...box('vin', 'VIN')} spellCheck={false} autoCapitalize="characters" className="figures uppercase" isOptional />
        <div className="grid gap-4 sm:grid-cols-2">
          <TextField {...box('colour', 'Colour')} isOptional />
          <TextField {...box('mileageKm', 'Mileage in km')} inputMode="numeric" isOptional />
        </div>
        <div className="grid gap-4 sm:grid-cols-[1fr_7rem]">
          <TextField {...box('price', 'Price')} inputMode="decimal" isOptional error={errors.priceCents} />
          <TextField {...box('currency', 'Currency')} placeholder="EUR" autoCapitalize="characters" maxLength={3} isOptional />
        </div>
      </form>
    </Dialog>
  );
}

function fieldErrors(error: Error | null): EditErrors {
  if (!ForecourtError.is(error)) return {};
  if (error.code === 'STOCK_NUMBER_TAKEN') return { stockNumber: 'Another vehicle has this number already.' };
  const fields = error.details?.fields;
  return typeof fields === 'object' && fields !== null ? { ...fields } : {};
}
