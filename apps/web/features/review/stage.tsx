'use client';

import type { Photo } from '@forecourt/sdk/contract';
import { ChevronsLeftRight } from 'lucide-react';
import { useEffect } from 'react';
import { ReactCompareSlider } from 'react-compare-slider';
import { angleName } from '../photos/angles.ts';
import { DefectMarks } from './defect-marks.tsx';
import type { Ground } from './grounds.ts';
import { lieOn } from './overlay.ts';
import { StagePicture } from './stage-picture.tsx';
import type { LieControl } from './use-lie.ts';

/** What is on the stage: the cutout, the photo before, or both with a divider. */
export type StageView = 'after' | 'before' | 'compare';

export interface StageProps {
  /** Given the stage's element, and null when it goes. */
  readonly frameRef: (stage: HTMLDivElement | null) => void;
  readonly photo: Photo;
  readonly view: StageView;
  readonly ground: Ground;
  readonly control: LieControl;
  readonly hasMarks: boolean;
  readonly pointedAt: number | null;
  readonly onPoint: (index: number | null) => void;
}

/** The picture, as large as there is room, on neutral grey. */
export function Stage({ frameRef, photo, view, ground, control, hasMarks, pointedAt, onPoint }: StageProps) {
  const { lie, fit, frame, largest, zoomFit, set, handlers } = control;
  const { cutout } = photo;
  const name = `${angleName(photo.angle)}, ${photo.name}`;
  const before = <StagePicture asset={photo.asset} alt={`${name}: the photo as it came in`} lie={lie} fit={fit} ground={null} />;
  const after =
    cutout === null ? before : <StagePicture asset={cutout.asset} alt={`${name}: cutout`} lie={lie} fit={fit} ground={ground} />;
  const report = cutout?.report ?? null;
  // Another picture is looked at as a whole first.
  useEffect(() => zoomFit(), [photo.id, zoomFit]);
  return (
    <div
      ref={frameRef}
      data-stage
      data-view={view}
      data-ground={ground}
      data-scale={lie.scale.toFixed(2)}
      className="relative min-h-0 min-w-0 grow touch-none overflow-hidden bg-ground-grey"
      style={{ cursor: lie.scale > 1 ? 'grab' : 'default' }}
      {...handlers}
    >
      {view === 'compare' && cutout !== null ? (
        <ReactCompareSlider
          onlyHandleDraggable
          itemOne={
            <Layer label="Before" side="left">
              {before}
            </Layer>
          }
          itemTwo={
            <Layer label="After" side="right">
              {after}
            </Layer>
          }
          handle={<Divider />}
          style={{ position: 'absolute', inset: 0, width: '100%', height: '100%' }}
        />
      ) : (
        <Layer label={view === 'before' && cutout !== null ? 'Before' : null} side="left">
          {view === 'before' ? before : after}
        </Layer>
      )}
      {report !== null && view !== 'before' && frame.widthPx > 0 ? (
        <DefectMarks
          report={report}
          control={control}
          pointedAt={pointedAt}
          isShown={hasMarks}
          onPoint={onPoint}
          onChoose={(index) => {
            const box = report.defects[index]?.box;
            if (box) set(lieOn(box, { widthPx: report.widthPx, heightPx: report.heightPx }, fit, frame, largest));
          }}
        />
      ) : null}
    </div>
  );
}

interface LayerProps {
  readonly label: string | null;
  readonly side: 'left' | 'right';
  readonly children: React.ReactNode;
}

/** One view over the whole stage. All views hold the picture at the same place. */
export function Layer({ label, side, children }: LayerProps) {
  return (
    <div className="absolute inset-0 overflow-hidden bg-ground-grey">
      {children}
      {label === null ? null : (
        <span
          className={`absolute bottom-3 rounded-sm bg-black/70 px-2 py-1 text-xs font-medium text-white ${side === 'left' ? 'left-3' : 'right-3'}`}
        >
          {label}
        </span>
      )}
    </div>
  );
}

/** What is dragged between the two. */
export function Divider() {
  return (
    <div data-handle className="relative flex h-full w-11 cursor-ew-resize items-center justify-center">
      <span className="absolute inset-y-0 w-0.5 bg-white shadow-[0_0_0_1px_oklch(0%_0_0/35%)]" />
      <span className="relative flex size-9 items-center justify-center rounded-full bg-white text-black shadow-[0_0_0_1px_oklch(0%_0_0/35%)]">
        <ChevronsLeftRight aria-hidden className="size-5" />
      </span>
    </div>
  );
}
