'use client';

import { Plus } from 'lucide-react';
import { type DragEvent, useState } from 'react';
import { classNames } from '@/components/ui/class-names.ts';
import { AngleOutline } from './angle-outline.tsx';
import type { AnglePlace } from './angles.ts';
import { droppedFiles, droppedPhotos, hasFiles, hasPhotos } from './dragged-photos.ts';

export interface OutlineCardProps {
  readonly place: AnglePlace;
  readonly onPick: () => void;
  readonly onFiles: (files: readonly File[]) => void;
  readonly onPhotos: (photoIds: readonly string[]) => void;
}

/** A place of the set that is empty: shows what belongs there, and takes a file, a photo of the set, or a click. */
export function OutlineCard({ place, onPick, onFiles, onPhotos }: OutlineCardProps) {
  const [isOver, setIsOver] = useState(false);
  const over = (event: DragEvent) => {
    if (!hasFiles(event.dataTransfer) && !hasPhotos(event.dataTransfer)) return;
    event.preventDefault();
    setIsOver(true);
  };
  const drop = (event: DragEvent) => {
    setIsOver(false);
    if (hasPhotos(event.dataTransfer)) onPhotos(droppedPhotos(event.dataTransfer));
    else if (hasFiles(event.dataTransfer)) void droppedFiles(event.dataTransfer).then(onFiles);
    else return;
    // Says that it was taken: the page takes what nobody took (see drop-area.tsx).
    event.preventDefault();
  };
  return (
    <button
      type="button"
      data-angle={place.angle}
      onClick={onPick}
      onDragOver={over}
      onDragLeave={() => setIsOver(false)}
      onDrop={drop}
      className={classNames(
        'group/outline flex w-full flex-col rounded-md border border-dashed text-left transition-colors duration-(--quick)',
        isOver ? 'border-accent bg-accent-soft text-accent-text' : 'border-line-strong text-faint hover:border-line-control hover:bg-hover',
      )}
    >
      <span className="flex aspect-4/3 w-full items-center justify-center">
        <AngleOutline angle={place.angle} className="w-3/5 max-w-44 opacity-70 group-hover/outline:opacity-100" />
      </span>
      <span className="flex w-full flex-col px-3 py-2">
        <span className="flex h-6 items-center gap-1.5 text-sm font-medium text-quiet">{place.name}</span>
        <span className="flex h-5 items-center gap-1 text-xs">
          <Plus aria-hidden className="size-3.5" />
          {isOver ? 'Drop it here' : 'Missing'}
          <span className="sr-only">: add a photo</span>
        </span>
      </span>
    </button>
  );
}
