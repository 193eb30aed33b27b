'use client';

import type { Generation } from '@forecourt/sdk/contract';
import { useQuery } from '@tanstack/react-query';
import { Pencil, RotateCcw, Shuffle } from 'lucide-react';
import { ProblemNote } from '@/components/state/problem.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Menu, MenuItem } from '@/components/ui/menu.tsx';
import { browserClient } from '@/lib/data/client.ts';
import type { ModelChoice } from './draft.ts';
import { priceOf, providerTitle } from './generate-words.ts';
import { estimateOptions } from './generation-queries.ts';

export interface GenerationProblemProps {
  readonly generation: Generation;
  readonly isBusy: boolean;
  readonly onRetry: (choice?: ModelChoice | null) => void;
  readonly onEdit: () => void;
}

/** What the words are to blame for: asking again in the same words would only fail again. */
const faultsOfWords: readonly string[] = ['PROVIDER_REFUSED', 'PROVIDER_REJECTED', 'PARAMETER_UNSUPPORTED', 'INVALID_INPUT'];

/** Why there is no picture, and what can be done: other words, another provider, or the same once more. */
export function GenerationProblem({ generation, isBusy, onRetry, onEdit }: GenerationProblemProps) {
  const { state, problem } = generation;
  const isWords = problem !== null && faultsOfWords.includes(problem.code);
  const edit = (
    <Button key="edit" size="small" variant={isWords ? 'primary' : 'outline'} icon={<Pencil aria-hidden />} onClick={onEdit}>
      Edit the words
    </Button>
  );
  const again = (
    <Button
      key="again"
      size="small"
      variant={isWords ? 'outline' : 'primary'}
      icon={<RotateCcw aria-hidden />}
      isBusy={isBusy}
      onClick={() => onRetry()}
    >
      Try again
    </Button>
  );
  const actions = [
    isWords ? edit : again,
    <OtherProviders key="others" generation={generation} onRetry={onRetry} />,
    isWords ? again : edit,
  ];
  if (state === 'cancelled' || problem === null) {
    return (
      <div className="flex flex-col items-center gap-3 text-center">
        <p className="text-base">
          {state === 'cancelled' ? 'This picture was cancelled.' : 'There is no picture, and no reason was given.'}
        </p>
        <div className="flex flex-wrap justify-center gap-2">{actions}</div>
      </div>
    );
  }
  return <ProblemNote error={problem} action={actions} className="w-full max-w-xl" />;
}

function OtherProviders({ generation, onRetry }: Pick<GenerationProblemProps, 'generation' | 'onRetry'>) {
  const { operation, inputs, mask, parameters } = generation;
  const wish = {
    ...{ operation, parameters },
    inputs: inputs.map(({ sha256 }) => sha256),
    ...(mask === null ? {} : { mask: mask.sha256 }),
  };
  const { data } = useQuery(estimateOptions(browserClient, wish));
  const able = data?.items.filter(({ canDo }) => canDo) ?? [];
  return (
    <Menu
      align="start"
      trigger={
        <Button size="small" icon={<Shuffle aria-hidden />} disabled={data === undefined}>
          Other provider
        </Button>
      }
    >
      <MenuItem onClick={() => onRetry(null)}>Whichever works best</MenuItem>
      {able.map((item) => (
        <MenuItem
          key={`${item.provider} ${item.offer.model}`}
          onClick={() => onRetry({ provider: item.provider, model: item.offer.model })}
          keys={<span className="figures text-xs text-quiet">{priceOf(item)}</span>}
        >
          {providerTitle(item.provider)}: {item.offer.title ?? item.offer.model}
        </MenuItem>
      ))}
    </Menu>
  );
}
