'use client';

import type { Asset } from '@forecourt/sdk/contract';
import { ImageOff } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { classNames } from '@/components/ui/class-names.ts';
import { previewAddress } from '@/lib/data/pictures.ts';
import { useHydrated } from '@/lib/use-hydrated.ts';
import { previewSourceSet } from './picture-address.ts';
import { placeholderAddress } from './placeholder.ts';

export interface PictureProps {
  readonly asset: Asset;
  /** What is to be seen; empty where a text beside it says so. */
  readonly alt: string;
  /** How wide it is shown, as `sizes` of an image. */
  readonly sizes: string;
  /** Shown until the picture is there, instead of the blur: the same picture from this device. */
  readonly meanwhile?: string | null;
  readonly isEager?: boolean;
  /** Fills the frame and loses what stands over, instead of showing all of it. */
  readonly isCropped?: boolean;
  readonly className?: string;
}

/** A picture that fills its frame without moving anything: its blur first, then as many pixels as are shown. */
export function Picture({ asset, alt, sizes, meanwhile = null, isEager = false, isCropped = false, className }: PictureProps) {
  const fit = isCropped ? 'object-cover' : 'object-contain';
  const image = useRef<HTMLImageElement>(null);
  const [shown, setShown] = useState<{ readonly sha256: string; readonly isBroken: boolean } | null>(null);
  const settle = (isBroken: boolean) => setShown({ sha256: asset.sha256, isBroken });
  // A picture that came from the cache before React did has fired its event already.
  useEffect(() => {
    if (image.current?.complete && image.current.naturalWidth > 0) setShown({ sha256: asset.sha256, isBroken: false });
  }, [asset.sha256]);
  const isThere = shown?.sha256 === asset.sha256 && !shown.isBroken;
  const isBroken = shown?.sha256 === asset.sha256 && shown.isBroken;
  // Drawn by the browser: in the page that is sent, the blurs of fifty photos would be a third of its bytes.
  const isHydrated = useHydrated();
  const blur = meanwhile ?? (isHydrated ? placeholderAddress(asset.placeholder) : null);
  return (
    <span className={classNames('relative block size-full overflow-hidden', className)}>
      {isThere || blur === null ? null : <img src={blur} alt="" aria-hidden className={classNames('absolute inset-0 size-full', fit)} />}
      {isBroken ? (
        <span className="absolute inset-0 flex flex-col items-center justify-center gap-1 bg-picture-empty text-xs text-quiet">
          <ImageOff aria-hidden className="size-5" />
          Picture could not be loaded
        </span>
      ) : (
        <img
          ref={image}
          key={asset.sha256}
          src={previewAddress(asset.sha256, 640)}
          srcSet={previewSourceSet(asset)}
          sizes={sizes}
          width={asset.widthPx}
          height={asset.heightPx}
          alt={alt}
          loading={isEager ? 'eager' : 'lazy'}
          decoding="async"
          draggable={false}
          onLoad={() => settle(false)}
          onError={() => settle(true)}
          className={classNames('absolute inset-0 size-full transition-opacity duration-150', isThere ? 'opacity-100' : 'opacity-0')}
        />
      )}
    </span>
  );
}
