'use client';

import type { Generation, GenerationResult } from '@forecourt/sdk/contract';
import { Star } from 'lucide-react';
import { useMemo } from 'react';
import { classNames } from '@/components/ui/class-names.ts';
import { Picture } from '../photos/picture.tsx';
import { comparable } from './compare-choice.tsx';
import { GenerationProblem } from './generation-problem.tsx';
import { GenerationWorking } from './generation-working.tsx';
import { PictureStage } from './picture-stage.tsx';
import { type Branch, inOrder } from './tree.ts';
import type { useGenerationActions } from './use-generation-actions.ts';

export interface NodeViewProps {
  readonly tree: Branch;
  readonly generation: Generation;
  readonly result: GenerationResult | null;
  /** Key of what it is compared with; null where it stands alone. */
  readonly comparedWith: string | null;
  readonly mayWrite: boolean;
  readonly actions: ReturnType<typeof useGenerationActions>;
  readonly onResult: (resultId: string) => void;
  readonly onEdit: () => void;
}

/** One generation as large as there is room: its picture, how far it is, or why there is none. */
export function NodeView({ tree, generation, result, comparedWith, mayWrite, actions, onResult, onEdit }: NodeViewProps) {
  const resultId = result?.id ?? '';
  const others = useMemo(() => comparable(tree, resultId), [tree, resultId]);
  if (generation.state === 'waiting' || generation.state === 'working') {
    return (
      <GenerationWorking
        generation={generation}
        isCancelling={actions.cancel.isPending}
        onCancel={mayWrite ? () => actions.cancel.mutate(generation) : null}
      />
    );
  }
  if (result === null) {
    return (
      <div className="flex h-[52dvh] min-h-64 items-center justify-center rounded-md border border-line bg-sunken p-4 lg:h-auto">
        <GenerationProblem
          generation={generation}
          isBusy={actions.retry.isPending}
          onRetry={(choice) => actions.retry.mutate(choice === undefined ? { generation } : { generation, choice })}
          onEdit={onEdit}
        />
      </div>
    );
  }
  const number = inOrder(tree).findIndex((branch) => branch.generation.id === generation.id) + 1;
  const before = comparedWith === null ? null : (others.get(comparedWith) ?? null);
  return (
    <div className="flex min-h-0 flex-col gap-2">
      <PictureStage picture={{ asset: result.asset, alt: generation.parameters.prompt, label: `${number}` }} before={before} />
      {generation.results.length > 1 ? <Results generation={generation} current={result} onResult={onResult} /> : null}
    </div>
  );
}

interface ResultsProps {
  readonly generation: Generation;
  readonly current: GenerationResult;
  readonly onResult: (resultId: string) => void;
}

/** Several pictures of one call, beside each other. */
function Results({ generation, current, onResult }: ResultsProps) {
  return (
    <ul aria-label="Pictures of this call" className="flex shrink-0 gap-2 overflow-x-auto p-0.5">
      {generation.results.map(({ id, asset, isFavourite }, index) => (
        <li key={id} className="relative">
          <button
            type="button"
            aria-pressed={id === current.id}
            aria-label={`Picture ${index + 1}${isFavourite ? ', favourite' : ''}`}
            onClick={() => onResult(id)}
            className={classNames(
              'relative block h-15 w-20 overflow-hidden rounded-sm bg-ground-grey',
              id === current.id ? 'ring-2 ring-accent' : 'border border-line hover:border-line-control',
            )}
          >
            <Picture asset={asset} alt="" sizes="5rem" isCropped />
          </button>
          {isFavourite ? (
            <Star aria-hidden className="pointer-events-none absolute top-1 right-1 size-3.5 fill-white text-black/60" />
          ) : null}
        </li>
      ))}
    </ul>
  );
}
