'use client';

import { ArrowRight, CircleCheck } from 'lucide-react';
import Link from 'next/link';
import { buttonStyle } from '@/components/ui/button.tsx';
import { classNames } from '@/components/ui/class-names.ts';
import { countOf } from '../transfers/figures.ts';
import { type PhotoFilter, passes, photoFilters } from './photo-filter.ts';
import type { PhotoSet } from './photo-set.ts';

export interface SetSummaryProps {
  readonly set: PhotoSet;
  readonly filter: PhotoFilter;
  readonly onFilter: (filter: PhotoFilter) => void;
  readonly hasFilters: boolean;
}

/** Where the set stands in one line, the next thing to do, and filters where there are many photos. */
export function SetSummary({ set, filter, onFilter, hasFilters }: SetSummaryProps) {
  const counts = new Map(photoFilters.map((one) => [one.filter, set.cards.filter((card) => passes(card, one.filter)).length]));
  const toReview = set.cards.find(({ photo }) => photo?.state === 'review')?.photo;
  const needYou = counts.get('review') ?? 0;
  const approved = counts.get('approved') ?? 0;
  const isReady = set.missing.length === 0 && approved === set.cards.length;
  return (
    <div className="mb-4 flex flex-wrap items-center justify-between gap-x-4 gap-y-3">
      <p className="figures flex flex-wrap items-center gap-x-2 text-sm text-quiet" aria-live="polite">
        {isReady ? <CircleCheck aria-hidden className="size-4 text-approved" /> : null}
        <span className="font-medium text-ink">
          {approved} of {set.cards.length} approved
        </span>
        {set.missing.length === 0 ? null : <span>{countOf(set.missing.length, 'angle')} missing</span>}
      </p>
      {toReview ? (
        <Link href={`/vehicles/${toReview.vehicleId}/photos/${toReview.id}`} className={buttonStyle({ variant: 'outline' })}>
          Review {needYou}
          <ArrowRight aria-hidden />
        </Link>
      ) : null}
      {hasFilters ? (
        <fieldset className="flex basis-full flex-wrap gap-1.5">
          <legend className="sr-only">Show</legend>
          {photoFilters
            .filter((one) => one.filter === 'all' || (counts.get(one.filter) ?? 0) > 0)
            .map((one) => (
              <button
                key={one.filter}
                type="button"
                aria-pressed={filter === one.filter}
                onClick={() => onFilter(one.filter)}
                className={classNames(
                  'figures inline-flex h-7 items-center gap-1.5 rounded-full border px-3 text-sm transition-colors duration-(--quick) touch:h-11',
                  filter === one.filter ? 'border-ink bg-ink text-surface' : 'border-line-strong text-quiet hover:text-ink',
                )}
              >
                {one.name}
                <span>{counts.get(one.filter)}</span>
              </button>
            ))}
        </fieldset>
      ) : null}
    </div>
  );
}
