'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button.tsx';
import { ConfirmDialog } from '@/components/ui/dialog.tsx';
import { useAddSamples, useRemoveSamples } from '@/features/samples/use-samples.ts';

/** Twelve cars to try things on, put in and taken out again with one click. */
export function SampleVehicles() {
  const add = useAddSamples();
  const remove = useRemoveSamples();
  const [isAsking, setAsking] = useState(false);
  return (
    <div className="flex flex-wrap gap-2">
      <Button isBusy={add.isPending} onClick={() => add.mutate()}>
        Add sample vehicles
      </Button>
      <Button variant="danger-outline" isBusy={remove.isPending} onClick={() => setAsking(true)}>
        Remove sample vehicles
      </Button>
      <ConfirmDialog
        isOpen={isAsking}
        onOpenChange={setAsking}
        title="Remove the sample vehicles?"
        description="The vehicles whose stock numbers begin with SAMPLE- go, with their photos and cutouts. Your own stay as they are."
        action="Remove"
        onConfirm={() => {
          setAsking(false);
          remove.mutate();
        }}
      />
    </div>
  );
}
