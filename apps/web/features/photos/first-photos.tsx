'use client';

import { Camera, ImagePlus } from 'lucide-react';
import { ModifierKey } from '@/components/frame/modifier-key.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Kbd } from '@/components/ui/kbd.tsx';
import type { AddPhotos } from './use-add-photos.tsx';

/** What a vehicle without photos shows: the first step, with all ways to take it. */
export function FirstPhotos({ add }: { readonly add: AddPhotos }) {
  return (
    <div className="mb-6 flex flex-col items-center gap-5 rounded-md border border-dashed border-line-strong bg-surface px-6 py-8 text-center sm:flex-row sm:text-left">
      <span className="flex size-12 shrink-0 items-center justify-center rounded-md bg-accent-soft text-accent-text">
        <ImagePlus aria-hidden className="size-6" />
      </span>
      <div className="min-w-0 grow">
        <h2 className="text-lg font-semibold">Drop the photos of this car here</h2>
        <p className="mt-0.5 text-base text-balance text-quiet">
          All at once, straight from the phone or camera. Each is cut out and checked; you approve what goes into the listing.
        </p>
      </div>
      <div className="flex shrink-0 flex-wrap items-center justify-center gap-2">
        <span className="hidden items-center gap-1 pr-2 text-sm text-quiet lg:inline-flex">
          or paste <ModifierKey />
          <Kbd>V</Kbd>
        </span>
        <Button size="large" icon={<Camera aria-hidden />} onClick={add.takePhoto} className="md:hidden">
          Take a photo
        </Button>
        <Button size="large" variant="primary" icon={<ImagePlus aria-hidden />} onClick={() => add.pick()}>
          Choose photos
        </Button>
      </div>
    </div>
  );
}
