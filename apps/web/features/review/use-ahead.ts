'use client';

import type { Photo } from '@forecourt/sdk/contract';
import { useEffect, useRef } from 'react';
import { baseAddress } from './stage-picture.tsx';
import { fitSize, type Size } from './zoom.ts';

/** Pictures that are kept ready; more would only fill the memory of a phone. */
const keptAtMost = 12;

/** Fetches and decodes the pictures that are likely next, so that they are there the moment they are asked for. */
export function useAhead(photos: readonly Photo[], frame: Size): void {
  const kept = useRef(new Map<string, HTMLImageElement>());
  useEffect(() => {
    if (frame.widthPx === 0) return;
    const room = { widthPx: frame.widthPx - 32, heightPx: frame.heightPx - 32 };
    for (const photo of photos) {
      for (const asset of [photo.cutout?.asset, photo.asset]) {
        if (asset === undefined) continue;
        const address = baseAddress(asset, fitSize(asset, room));
        if (kept.current.has(address)) continue;
        const image = new Image();
        image.src = address;
        // A picture that cannot be fetched ahead is fetched when it is looked at, and says then what is wrong.
        image.decode().catch(() => kept.current.delete(address));
        kept.current.set(address, image);
      }
    }
    for (const address of [...kept.current.keys()].slice(0, Math.max(0, kept.current.size - keptAtMost))) kept.current.delete(address);
  }, [photos, frame]);
}
