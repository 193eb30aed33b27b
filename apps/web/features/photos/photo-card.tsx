'use client';

import type { Photo } from '@forecourt/sdk/contract';
import { Check, RotateCcw } from 'lucide-react';
import { type DragEvent, memo } from 'react';
import { stateLanguage } from '@/components/state/language.ts';
import { StateIcon } from '@/components/state/state-badge.tsx';
import { Button } from '@/components/ui/button.tsx';
import { classNames } from '@/components/ui/class-names.ts';
import { IntentLink } from '@/components/ui/intent-link.tsx';
import { ProgressBar } from '@/components/ui/progress-bar.tsx';
import { useLocalPicture } from '../transfers/local-picture.tsx';
import { angleName } from './angles.ts';
import { CopyProblem } from './copy-problem.tsx';
import { dragPhotos } from './dragged-photos.ts';
import { PhotoMenu } from './photo-menu.tsx';
import { photoStatus } from './photo-status.ts';
import { Picture } from './picture.tsx';
import { Score } from './score.tsx';
import { usePhotoActions } from './use-photo-actions.ts';

/** How wide a card is at most: what the browser chooses the preview by. */
export const cardSizes = '(min-width: 768px) 280px, 50vw';

export interface PhotoCardProps {
  readonly photo: Photo;
  /** The upload that it came from in this tab, for its picture until the server's is there. */
  readonly transferId: string | null;
  readonly isSelected: boolean;
  /** Whether several are being chosen: then a click chooses instead of opening. */
  readonly isSelecting: boolean;
  readonly onToggle: (photoId: string, isRange: boolean) => void;
  /** All that are dragged when this one is. */
  readonly dragged: () => readonly string[];
}

/** One photo of the set: picture, state in the one language, score, and what can be done. */
export const PhotoCard = memo(function PhotoCard({ photo, transferId, isSelected, isSelecting, onToggle, dragged }: PhotoCardProps) {
  const meanwhile = useLocalPicture(transferId);
  const shown = photo.cutout?.asset ?? photo.asset;
  const title = `${angleName(photo.angle)}, ${photo.name}`;
  const { state } = photo;
  const isBusy = state === 'waiting' || state === 'working';
  const begin = (event: DragEvent) => dragPhotos(event.dataTransfer, dragged());
  return (
    <article
      aria-label={title}
      data-photo-id={photo.id}
      data-state={state}
      draggable
      onDragStart={begin}
      className={classNames(
        'group/card @container/card relative flex flex-col overflow-hidden rounded-md border bg-surface transition-colors duration-(--quick)',
        isSelected ? 'border-accent ring-1 ring-accent' : 'border-line hover:border-line-strong',
      )}
    >
      <div className={classNames('relative aspect-4/3 bg-ground-grey', state === 'rejected' && 'opacity-80')}>
        {isSelecting ? (
          <button
            type="button"
            aria-pressed={isSelected}
            aria-label={`Select ${title}`}
            className="absolute inset-0 z-10 focus-visible:-outline-offset-2"
            onClick={(event) => onToggle(photo.id, event.shiftKey)}
          />
        ) : (
          <IntentLink
            href={`/vehicles/${photo.vehicleId}/photos/${photo.id}`}
            aria-label={`Open ${title}`}
            draggable={false}
            className="absolute inset-0 z-10 focus-visible:-outline-offset-2"
          />
        )}
        <Picture asset={shown} alt="" sizes={cardSizes} meanwhile={shown === photo.asset ? meanwhile : null} />
        {isBusy && photo.cutout === null ? <span aria-hidden className="absolute inset-0 bg-black/20" /> : null}
        {state === 'working' ? (
          <ProgressBar
            share={photo.job?.progress?.share ?? 0.02}
            label={`Working on ${photo.name}`}
            className="absolute inset-x-0 bottom-0 rounded-none bg-black/40 text-white"
          />
        ) : null}
      </div>
      <SelectBox isSelected={isSelected} isSelecting={isSelecting} title={title} onToggle={(isRange) => onToggle(photo.id, isRange)} />
      <div className="flex items-start gap-1 py-2 pr-1 pl-3">
        <div className="min-w-0 grow">
          <p className="flex min-h-6 flex-wrap items-center justify-between gap-x-2">
            <span className="min-w-0 truncate text-sm font-medium" title={photo.name}>
              {angleName(photo.angle)}
            </span>
            {photo.cutout?.report && !isBusy ? <Score report={photo.cutout.report} /> : null}
          </p>
          <CardStatus photo={photo} />
        </div>
        <PhotoMenu photo={photo} />
      </div>
    </article>
  );
});

/** State as icon, word and detail; where something stopped, the button that mends it. */
function CardStatus({ photo }: { readonly photo: Photo }) {
  const { retry } = usePhotoActions();
  const { state, word, detail, share } = photoStatus(photo);
  if (state === 'failed' || state === 'cancelled') {
    return (
      <div className="flex flex-col items-start gap-1.5">
        <p className={classNames('text-xs', stateLanguage[state].text)}>
          <span className="inline-flex items-center gap-1.5 font-medium">
            <StateIcon state={state} />
            {word}
          </span>
          {detail === null ? null : (
            <span className="mt-0.5 line-clamp-4 text-quiet" title={detail}>
              {detail}
            </span>
          )}
        </p>
        <span className="flex items-center gap-1">
          <Button size="small" icon={<RotateCcw aria-hidden />} onClick={() => void retry(photo)}>
            Try again
          </Button>
          <CopyProblem photo={photo} />
        </span>
      </div>
    );
  }
  return (
    <p className="flex min-h-5 flex-wrap items-center gap-x-1.5 text-xs @min-[13rem]/card:flex-nowrap">
      <StateIcon state={state} {...(state === 'working' ? { share } : {})} />
      <span className={classNames('shrink-0 font-medium', stateLanguage[state].text)}>{word}</span>
      {detail === null ? null : (
        <span className="figures truncate text-quiet" title={detail}>
          {detail}
        </span>
      )}
    </p>
  );
}

interface SelectBoxProps {
  readonly isSelected: boolean;
  readonly isSelecting: boolean;
  readonly title: string;
  readonly onToggle: (isRange: boolean) => void;
}

/** The box in the corner: there when pointed at, and always while several are being chosen. */
function SelectBox({ isSelected, isSelecting, title, onToggle }: SelectBoxProps) {
  return (
    <button
      type="button"
      aria-pressed={isSelected}
      aria-label={`Choose ${title}`}
      tabIndex={isSelecting ? -1 : 0}
      onClick={(event) => onToggle(event.shiftKey)}
      className={classNames(
        'absolute top-2 left-2 z-10 flex size-6 items-center justify-center rounded-sm border transition-opacity duration-(--quick)',
        isSelected ? 'border-accent bg-accent text-accent-ink' : 'border-black/30 bg-white/90 text-transparent',
        isSelecting ? 'opacity-100' : 'opacity-0 focus-visible:opacity-100 group-hover/card:opacity-100 touch:hidden',
      )}
    >
      <Check aria-hidden className="size-4" strokeWidth={3} />
    </button>
  );
}
