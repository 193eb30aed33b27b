'use client';

import type { Generation } from '@forecourt/sdk/contract';
import { useQuery } from '@tanstack/react-query';
import { GitBranch, Star } from 'lucide-react';
import { StateBadge } from '@/components/state/state-badge.tsx';
import { IntentLink } from '@/components/ui/intent-link.tsx';
import { RelativeTime } from '@/components/ui/relative-time.tsx';
import { queryKeys } from '@/lib/data/keys.ts';
import { Picture } from '../photos/picture.tsx';
import { countOf } from '../transfers/figures.ts';
import { underWay } from './generate-words.ts';

/** One generation in the gallery: its picture, or how far it is. */
export function GenerationCard({ generation }: { readonly generation: Generation }) {
  const { id, parameters, results, state, progress, childIds, createdAt, by } = generation;
  const shown = results.find(({ isFavourite }) => isFavourite) ?? results[0];
  return (
    <li
      className="relative overflow-hidden rounded-md border border-line bg-surface focus-within:border-line-strong hover:border-line-strong"
      data-generation={id}
    >
      <div className="relative aspect-4/3 bg-ground-grey">
        {shown === undefined ? (
          <Meanwhile generation={generation} />
        ) : (
          <Picture asset={shown.asset} alt="" sizes="(min-width: 640px) 20rem, 50vw" isCropped />
        )}
        {shown?.isFavourite ? <Star aria-label="Favourite" className="absolute top-2 right-2 size-5 fill-white text-black/60" /> : null}
      </div>
      <div className="flex flex-col gap-1 px-3 py-2">
        <IntentLink
          href={`/generate/${id}`}
          className="line-clamp-2 min-h-10 text-base font-medium after:absolute after:inset-0 after:rounded-md focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-focus"
        >
          {parameters.prompt}
        </IntentLink>
        <p className="flex min-h-6 flex-wrap items-center gap-x-2 text-xs text-quiet">
          {state === 'done' ? null : (
            <StateBadge state={state} {...(state === 'working' ? { share: progress?.share ?? null } : {})} isPlain />
          )}
          {childIds.length > 0 ? (
            <span className="figures inline-flex items-center gap-1">
              <GitBranch aria-hidden className="size-3.5" />
              {countOf(childIds.length, 'refinement')}
            </span>
          ) : null}
          <RelativeTime at={createdAt} />
          <span className="truncate">{by}</span>
        </p>
      </div>
    </li>
  );
}

function Meanwhile({ generation }: { readonly generation: Generation }) {
  const preview = usePreview(generation.id);
  if (preview !== null) return <img src={preview} alt="" className="absolute inset-0 size-full object-cover" />;
  const isUnderWay = generation.state === 'waiting' || generation.state === 'working';
  return (
    <p className="absolute inset-0 flex items-center justify-center px-4 text-center text-sm text-white [text-shadow:0_0_4px_black]">
      {isUnderWay ? underWay(generation) : ''}
    </p>
  );
}

/** What is to be seen so far of one that is under way, told by events alone. */
export function usePreview(generationId: string): string | null {
  const { data } = useQuery<string | null>({
    queryKey: queryKeys.generationPreview(generationId),
    queryFn: () => null,
    enabled: false,
    initialData: null,
    gcTime: 60_000,
  });
  return data;
}
