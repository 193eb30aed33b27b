'use client';

import type { Asset } from '@forecourt/sdk/contract';
import { useEffect, useState } from 'react';
import { ReactCompareSlider } from 'react-compare-slider';
import { Divider, Layer } from '../review/stage.tsx';
import { StagePicture } from '../review/stage-picture.tsx';
import { useLie } from '../review/use-lie.ts';
import { fitSize } from '../review/zoom.ts';

export interface StagedPicture {
  readonly asset: Asset;
  readonly alt: string;
  /** What stands on it while two are compared: `2`, `Sketch`. */
  readonly label: string;
}

export interface PictureStageProps {
  readonly picture: StagedPicture;
  /** Shown at the left of the slider; none where only one is looked at. */
  readonly before: StagedPicture | null;
}

/** As in useLie: room around the whole picture. */
const marginPx = 16;
const noSwipe = () => undefined;

/** A generated picture as large as there is room, or two with a slider between them. */
export function PictureStage({ picture, before }: PictureStageProps) {
  const [stage, setStage] = useState<HTMLDivElement | null>(null);
  const { lie, fit, frame, zoomFit, handlers } = useLie(stage, picture.asset, noSwipe);
  const { sha256 } = picture.asset;
  // Another picture is looked at as a whole first.
  useEffect(() => zoomFit(), [sha256, zoomFit]);
  const isChecker = picture.asset.type === 'image/png' || picture.asset.type === 'image/webp';
  const after = <StagePicture asset={picture.asset} alt={picture.alt} lie={lie} fit={fit} ground={isChecker ? 'checker' : null} />;
  const room = { widthPx: Math.max(0, frame.widthPx - 2 * marginPx), heightPx: Math.max(0, frame.heightPx - 2 * marginPx) };
  return (
    <div
      ref={setStage}
      data-stage
      data-view={before === null ? 'one' : 'compare'}
      className="relative h-[52dvh] min-h-64 touch-none overflow-hidden rounded-md bg-ground-grey lg:h-auto lg:min-h-0 lg:grow"
      style={{ cursor: lie.scale > 1 ? 'grab' : 'default' }}
      {...handlers}
    >
      {before === null ? (
        <Layer label={null} side="left">
          {after}
        </Layer>
      ) : (
        <ReactCompareSlider
          onlyHandleDraggable
          itemOne={
            <Layer label={before.label} side="left">
              <StagePicture
                asset={before.asset}
                alt={before.alt}
                lie={lie}
                fit={fitSize(before.asset, room, globalThis.devicePixelRatio ?? 1)}
                ground={null}
              />
            </Layer>
          }
          itemTwo={
            <Layer label={picture.label} side="right">
              {after}
            </Layer>
          }
          handle={<Divider />}
          style={{ position: 'absolute', inset: 0, width: '100%', height: '100%' }}
        />
      )}
    </div>
  );
}
