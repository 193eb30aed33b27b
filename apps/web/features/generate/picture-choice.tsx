'use client';

import { useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query';
import { ImageUp } from 'lucide-react';
import { type ReactNode, useRef, useState } from 'react';
import { ProblemNote } from '@/components/state/problem.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Checkbox } from '@/components/ui/checkbox.tsx';
import { Select } from '@/components/ui/select.tsx';
import { Skeleton } from '@/components/ui/skeleton.tsx';
import { browserClient } from '@/lib/data/client.ts';
import { itemsOf } from '@/lib/data/pages.ts';
import { angleName } from '../photos/angles.ts';
import { vehiclePhotosOptions } from '../photos/photo-queries.ts';
import { Picture } from '../photos/picture.tsx';
import { vehicleListOptions } from '../vehicles/vehicle-queries.ts';
import { vehicleTitle } from '../vehicles/vehicle-words.ts';
import type { StartPicture } from './draft.ts';
import { generationListOptions } from './generation-queries.ts';
import { cleanedSheet } from './sketch/sketch-file.ts';

export interface PictureChoiceProps {
  readonly picture: StartPicture | null;
  readonly onChoose: (picture: StartPicture | null) => void;
  /** The vehicle whose photos are offered first. */
  readonly vehicleId: string | null;
}

interface Picked {
  readonly file: File;
  /** Cleaned before it is sent. */
  readonly isPaper: boolean;
}

/** A picture to start from: from this device, a vehicle's photos, or one that was made before. */
export function PictureChoice({ picture, onChoose, vehicleId }: PictureChoiceProps) {
  const input = useRef<HTMLInputElement>(null);
  const send = useMutation({
    mutationFn: async ({ file, isPaper }: Picked) => browserClient().generations.addInput(isPaper ? await cleanedSheet(file) : file),
    onSuccess: (asset, { file }) => onChoose({ asset, name: file.name, from: null }),
  });
  const picked = send.variables;
  const problem = send.error === null ? null : <ProblemNote error={send.error} title="The picture could not be taken." />;
  if (picture !== null) {
    return (
      <div className="flex min-h-0 grow flex-col gap-2" data-start-picture={picture.asset.sha256}>
        <div className="relative min-h-48 grow overflow-hidden rounded-md bg-ground-grey sm:min-h-72">
          <div className="absolute inset-2">
            <Picture asset={picture.asset} alt={`To start from: ${picture.name}`} sizes="(min-width: 640px) 40rem, 90vw" isEager />
          </div>
        </div>
        <div className="flex items-center justify-between gap-2">
          <p className="truncate text-sm text-quiet">{picture.name}</p>
          <Button size="small" onClick={() => onChoose(null)}>
            Another picture
          </Button>
        </div>
        {picked?.file.name === picture.name && picture.from === null ? (
          <Checkbox
            label="It is a drawing on paper"
            help="Shadows, lines and the colour of the sheet are taken out of it."
            isChecked={picked.isPaper}
            onChange={(isPaper) => send.mutate({ file: picked.file, isPaper })}
          />
        ) : null}
        {problem}
      </div>
    );
  }
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-wrap items-center gap-3">
        <Button icon={<ImageUp aria-hidden />} isBusy={send.isPending} onClick={() => input.current?.click()}>
          From this device
        </Button>
        <span className="text-sm text-quiet">A photo, a scan of a sketch; JPEG, PNG, WebP or HEIC</span>
        <input
          ref={input}
          type="file"
          accept="image/*,.heic,.heif"
          hidden
          aria-label="Picture to start from"
          data-picker="generate"
          onChange={({ currentTarget }) => {
            const [file] = currentTarget.files ?? [];
            if (file !== undefined) send.mutate({ file, isPaper: false });
            currentTarget.value = '';
          }}
        />
      </div>
      {problem}
      <VehiclePictures vehicleId={vehicleId} onChoose={onChoose} />
      <EarlierPictures onChoose={onChoose} />
    </div>
  );
}

type Choose = (picture: StartPicture) => void;

function VehiclePictures({ vehicleId, onChoose }: { readonly vehicleId: string | null; readonly onChoose: Choose }) {
  const [chosen, setChosen] = useState(vehicleId);
  const list = useInfiniteQuery(vehicleListOptions(browserClient, ''));
  const vehicles = itemsOf(list.data) ?? [];
  const current = chosen ?? vehicles[0]?.id ?? null;
  const photos = useQuery({ ...vehiclePhotosOptions(browserClient, current ?? ''), enabled: current !== null });
  if (list.isSuccess && vehicles.length === 0) return null;
  return (
    <section className="flex flex-col gap-2">
      <div className="flex flex-wrap items-end gap-2">
        <Select label="Photos of" value={current ?? ''} onChange={setChosen} className="min-w-0 grow">
          {current !== null && !vehicles.some(({ id }) => id === current) ? <option value={current}>This vehicle</option> : null}
          {vehicles.map((vehicle) => (
            <option key={vehicle.id} value={vehicle.id}>
              {vehicleTitle(vehicle)} · {vehicle.stockNumber}
            </option>
          ))}
        </Select>
        {list.hasNextPage ? (
          <Button isBusy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            More vehicles
          </Button>
        ) : null}
      </div>
      {photos.data?.length === 0 ? <p className="text-sm text-quiet">This vehicle has no photos yet.</p> : null}
      <Grid label="Photos" isLoading={photos.isLoading}>
        {(photos.data ?? []).flatMap((photo) => {
          const name = `${angleName(photo.angle)}, ${photo.name}`;
          const whole = <Thumb key={photo.id} picture={{ asset: photo.asset, name, from: null }} onChoose={onChoose} />;
          if (photo.cutout === null) return [whole];
          const cutout = { asset: photo.cutout.asset, name: `Cutout of ${name}`, from: null };
          return [whole, <Thumb key={`${photo.id} cutout`} picture={cutout} onChoose={onChoose} />];
        })}
      </Grid>
    </section>
  );
}

function EarlierPictures({ onChoose }: { readonly onChoose: Choose }) {
  const list = useInfiniteQuery(generationListOptions(browserClient, 'roots', null));
  const results = (itemsOf(list.data) ?? []).flatMap(({ id, parameters, results: made }) =>
    made.map(({ id: resultId, asset }) => ({ asset, name: parameters.prompt, from: { generationId: id, resultId } })),
  );
  if (results.length === 0) return null;
  return (
    <section className="flex flex-col gap-2">
      <h3 className="text-sm font-medium">Made before</h3>
      <Grid label="Made before" isLoading={false}>
        {results.map((picture) => (
          <Thumb key={picture.from.resultId} picture={picture} onChoose={onChoose} />
        ))}
      </Grid>
      {list.hasNextPage ? (
        <Button size="small" isBusy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()} className="self-start">
          Show more
        </Button>
      ) : null}
    </section>
  );
}

function Grid({ label, isLoading, children }: { readonly label: string; readonly isLoading: boolean; readonly children: ReactNode }) {
  return (
    <ul aria-label={label} className="grid grid-cols-[repeat(auto-fill,minmax(6.5rem,1fr))] gap-2">
      {isLoading ? ['a', 'b', 'c', 'd'].map((key) => <Skeleton key={key} className="aspect-4/3" />) : children}
    </ul>
  );
}

function Thumb({ picture, onChoose }: { readonly picture: StartPicture; readonly onChoose: Choose }) {
  return (
    <li>
      <button
        type="button"
        onClick={() => onChoose(picture)}
        title={picture.name}
        className="block aspect-4/3 w-full overflow-hidden rounded-sm border border-line bg-ground-grey hover:border-line-control"
      >
        <Picture asset={picture.asset} alt={picture.name} sizes="7rem" />
      </button>
    </li>
  );
}
