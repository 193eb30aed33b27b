'use client';

import type { Generation } from '@forecourt/sdk/contract';
import { X } from 'lucide-react';
import { Button } from '@/components/ui/button.tsx';
import { ProgressBar } from '@/components/ui/progress-bar.tsx';
import { Picture } from '../photos/picture.tsx';
import { aboutTime, underWay } from './generate-words.ts';
import { usePreview } from './generation-card.tsx';

export interface GenerationWorkingProps {
  readonly generation: Generation;
  readonly isCancelling: boolean;
  /** Null for those who may only look. */
  readonly onCancel: (() => void) | null;
}

/** How far a picture is: what is to be seen of it, in which step, and the way to stop it. */
export function GenerationWorking({ generation, isCancelling, onCancel }: GenerationWorkingProps) {
  const { parameters, progress, state, estimate, inputs } = generation;
  const [input] = inputs;
  const preview = usePreview(generation.id);
  return (
    <div
      className="relative flex h-[52dvh] min-h-64 flex-col items-center justify-end overflow-hidden rounded-md bg-ground-grey lg:h-auto lg:grow"
      data-working
    >
      {preview === null && input !== undefined ? (
        <div className="absolute inset-4 opacity-40">
          <Picture asset={input} alt="What it is made from" sizes="(min-width: 1024px) 60vw, 90vw" isEager />
        </div>
      ) : null}
      {preview === null ? null : (
        <img src={preview} alt={`So far: ${parameters.prompt}`} className="absolute inset-0 size-full object-contain p-4" data-preview />
      )}
      <div className="relative m-4 flex w-[calc(100%-2rem)] max-w-lg flex-col gap-3 rounded-md border border-line bg-raised p-4">
        <div className="flex items-center justify-between gap-3">
          <p aria-live="polite" className="min-w-0 truncate text-base font-medium">
            {underWay(generation)}
          </p>
          {onCancel === null ? null : (
            <Button size="small" icon={<X aria-hidden />} isBusy={isCancelling} onClick={onCancel}>
              Cancel
            </Button>
          )}
        </div>
        <ProgressBar share={state === 'working' ? (progress?.share ?? 0) : 0} label="The picture" className="text-working" />
        <p className="figures text-xs text-quiet">
          {progress === null ? '' : `${Math.round(progress.share * 100)} % · `}
          {estimate === null ? '' : `Takes ${aboutTime(estimate.expectedMs)}`}
        </p>
      </div>
    </div>
  );
}
