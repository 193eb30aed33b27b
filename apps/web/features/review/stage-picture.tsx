'use client';

import type { Asset } from '@forecourt/sdk/contract';
import { useState } from 'react';
import { classNames } from '@/components/ui/class-names.ts';
import { useRested } from '@/lib/use-rested.ts';
import { sharpAddress } from '../photos/picture-address.ts';
import { placeholderAddress } from '../photos/placeholder.ts';
import type { Ground } from './grounds.ts';
import type { Lie, Size } from './zoom.ts';

export interface StagePictureProps {
  readonly asset: Asset;
  readonly alt: string;
  readonly lie: Lie;
  readonly fit: Size;
  /** What shows through where the picture is transparent; none for a photo. */
  readonly ground: Ground | null;
}

/** Zooming asks for more pixels only when it has come to rest for so long. */
const restMs = 160;

/** One picture in the frame. It is there at the size of the frame first; more pixels are fetched when somebody comes closer. */
export function StagePicture({ asset, alt, lie, fit, ground }: StagePictureProps) {
  const base = useBaseAddress(asset, fit);
  const sharp = useRested(fit.widthPx === 0 ? null : sharpAddress(asset, fit.widthPx * lie.scale * devicePixelRatio), restMs);
  const [sharpThere, setSharpThere] = useState<string | null>(null);
  const [baseThere, setBaseThere] = useState<string | null>(null);
  if (base === null) return null;
  const isBaseThere = baseThere === base;
  const blur = placeholderAddress(asset.placeholder);
  return (
    <div
      className={classNames('absolute top-1/2 left-1/2 select-none', ground !== null && groundStyle[ground])}
      style={{
        width: fit.widthPx,
        height: fit.heightPx,
        transform: `translate(-50%, -50%) translate(${lie.xPx}px, ${lie.yPx}px) scale(${lie.scale})`,
      }}
    >
      {isBaseThere || blur === null ? null : <img src={blur} alt="" aria-hidden className="absolute inset-0 size-full" />}
      <img
        src={base}
        alt={alt}
        draggable={false}
        decoding="sync"
        data-there={isBaseThere}
        onLoad={() => setBaseThere(base)}
        className="absolute inset-0 size-full"
      />
      {sharp !== null && sharp !== base ? (
        <img
          src={sharp}
          alt=""
          aria-hidden
          draggable={false}
          decoding="async"
          onLoad={() => setSharpThere(sharp)}
          className={classNames('absolute inset-0 size-full', sharpThere === sharp ? '' : 'invisible')}
        />
      ) : null}
    </div>
  );
}

/** The address for the whole picture in the frame; what is fetched ahead must be the same. */
export function baseAddress(asset: Asset, fit: Size): string {
  return sharpAddress({ ...asset, widthPx: Math.min(asset.widthPx, 2560) }, fit.widthPx * devicePixelRatio);
}

function useBaseAddress(asset: Asset, fit: Size): string | null {
  return fit.widthPx === 0 ? null : baseAddress(asset, fit);
}

const groundStyle: Readonly<Record<Ground, string>> = {
  grey: 'bg-ground-grey',
  white: 'bg-ground-white',
  black: 'bg-ground-black',
  checker: 'ground-checker',
  scene: 'bg-[linear-gradient(oklch(91%_0_0)_0%,oklch(84%_0_0)_58%,oklch(62%_0_0)_58.5%,oklch(78%_0_0)_100%)]',
};
