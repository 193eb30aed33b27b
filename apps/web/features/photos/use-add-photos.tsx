'use client';

import type { Angle } from '@forecourt/sdk/contract';
import { type ReactNode, useCallback, useRef } from 'react';
import { notifyProblem } from '@/components/ui/toast.tsx';
import { countOf } from '../transfers/figures.ts';
import { useTransferActions } from '../transfers/transfers-provider.tsx';
import { angleFromName } from './angles.ts';
import { pictureFiles } from './dragged-photos.ts';

export interface AddPhotos {
  /** Uploads the pictures among some files; the angle is the place they were dropped on, else what their names say. */
  add(files: readonly File[], angle?: Angle): void;
  /** Opens the browser's own choice of files; for an angle where one was asked for. */
  pick(angle?: Angle): void;
  /** Opens the camera where the device has one. */
  takePhoto(): void;
  /** Has to be drawn somewhere on the page. */
  readonly inputs: ReactNode;
}

const accepted = 'image/*,.heic,.heif,.tif,.tiff';

/** All ways in which photos come to a vehicle. */
export function useAddPhotos(vehicleId: string): AddPhotos {
  const transfers = useTransferActions();
  const picker = useRef<HTMLInputElement>(null);
  const camera = useRef<HTMLInputElement>(null);
  const pickedAngle = useRef<Angle | undefined>(undefined);
  const add = useCallback(
    (files: readonly File[], angle?: Angle) => {
      const { pictures, others } = pictureFiles(files);
      for (const file of pictures) transfers.add([file], { vehicleId, angle: angle ?? angleFromName(file.name) });
      if (others.length > 0) {
        notifyProblem({
          title: others.length === 1 ? `${others[0]?.name} is not a picture.` : `${countOf(others.length, 'file')} are not pictures.`,
          description: 'JPEG, PNG, WebP, AVIF, TIFF and HEIC are taken.',
        });
      }
    },
    [transfers, vehicleId],
  );
  const take = (input: HTMLInputElement, angle: Angle | undefined) => {
    add([...(input.files ?? [])], angle);
    // The same file may be picked again later.
    input.value = '';
  };
  return {
    add,
    pick(angle) {
      pickedAngle.current = angle;
      picker.current?.click();
    },
    takePhoto: () => camera.current?.click(),
    inputs: (
      <>
        <input
          ref={picker}
          type="file"
          multiple
          accept={accepted}
          hidden
          aria-label="Photos"
          data-picker="files"
          onChange={(event) => take(event.currentTarget, pickedAngle.current)}
        />
        <input
          ref={camera}
          type="file"
          accept="image/*"
          capture="environment"
          hidden
          aria-label="Camera"
          data-picker="camera"
          onChange={(event) => take(event.currentTarget, undefined)}
        />
      </>
    ),
  };
}
