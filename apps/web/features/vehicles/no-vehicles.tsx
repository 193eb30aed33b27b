'use client';

import { ImagePlus, Plus, Sparkles, SquareCheckBig, Upload } from 'lucide-react';
import { Button } from '@/components/ui/button.tsx';
import { useAddSamples } from '@/features/samples/use-samples.ts';

const steps = [
  { icon: Plus, title: 'Add a vehicle', text: 'A stock number, make and model are enough.' },
  { icon: Upload, title: 'Drop its photos', text: 'From the phone or the camera, as they are. Each is cut out by itself.' },
  { icon: SquareCheckBig, title: 'Approve', text: 'You see what is wrong before a buyer does. Approved cutouts go into the listing.' },
] as const;

/** The first page of a new dealership: says what to do, and offers pictures to try it on. */
export function NoVehicles({ onNew }: { readonly onNew: () => void }) {
  const addSamples = useAddSamples();
  return (
    <div className="mx-auto flex w-full max-w-3xl grow flex-col justify-center py-8 md:pb-24">
      <span className="mb-4 flex size-10 items-center justify-center rounded-md border border-line bg-surface text-quiet">
        <ImagePlus aria-hidden className="size-5" strokeWidth={1.75} />
      </span>
      <h2 className="text-2xl font-semibold tracking-tight">From the lot to the listing</h2>
      <p className="mt-1 text-lg text-quiet">Three steps for each car. The first takes a minute.</p>
      <ol className="mt-8 grid gap-px overflow-hidden rounded-md border border-line bg-line sm:grid-cols-3">
        {steps.map(({ icon: Icon, title, text }, index) => (
          <li key={title} className="bg-surface p-5">
            <div className="flex items-center justify-between text-quiet">
              <Icon aria-hidden className="size-4.5" />
              <span className="figures text-xs" aria-hidden>
                {index + 1}
              </span>
            </div>
            <h3 className="mt-4 font-medium">{title}</h3>
            <p className="mt-1 text-sm text-quiet">{text}</p>
          </li>
        ))}
      </ol>
      <div className="mt-6 flex flex-wrap gap-2">
        <Button variant="primary" size="large" icon={<Plus aria-hidden />} onClick={onNew}>
          New vehicle
        </Button>
        <Button size="large" icon={<Sparkles aria-hidden />} isBusy={addSamples.isPending} onClick={() => addSamples.mutate()}>
          Start with sample vehicles
        </Button>
      </div>
    </div>
  );
}
