'use client';

import { Radio } from '@base-ui/react/radio';
import { RadioGroup } from '@base-ui/react/radio-group';
import type { GenerationEstimate, GenerationOffer } from '@forecourt/sdk/contract';
import { ChevronRight } from 'lucide-react';
import { type ReactNode, useId } from 'react';
import { Skeleton } from '@/components/ui/skeleton.tsx';
import { countOf } from '../transfers/figures.ts';
import type { ModelChoice } from './draft.ts';
import { abilityWords, aboutTime, priceOf, providerTitle, stateWords } from './generate-words.ts';
import { stateSigns } from './state-signs.ts';

export interface ProviderListProps {
  readonly estimate: GenerationEstimate | undefined;
  readonly choice: ModelChoice | null;
  readonly onChoose: (choice: ModelChoice | null) => void;
  readonly isBehind: boolean;
}

/** Who could make it: state, abilities, price and time of each, before anything is spent. */
export function ProviderList({ estimate, choice, onChoose, isBehind }: ProviderListProps) {
  const labelId = useId();
  const items = estimate?.items ?? [];
  const isChosen = ({ provider, offer }: GenerationOffer) => provider === choice?.provider && offer.model === choice.model;
  const able = items.filter((item) => item.canDo || isChosen(item));
  const first = able.filter((item, index) => index < shownAtFirst || isChosen(item));
  const more = able.filter((item) => !first.includes(item));
  const others = items.filter((item) => !able.includes(item));
  const best = items.find(({ provider, offer }) => provider === estimate?.best?.provider && offer.model === estimate.best.model);
  return (
    <section aria-busy={isBehind}>
      <h3 id={labelId} className="mb-1.5 text-sm font-medium">
        Made by
      </h3>
      {estimate === undefined ? (
        <div className="flex flex-col gap-1.5" aria-hidden>
          <Skeleton className="h-15" />
          <Skeleton className="h-15" />
          <Skeleton className="h-15" />
        </div>
      ) : (
        <RadioGroup
          aria-labelledby={labelId}
          value={choice === null ? 'best' : keyOf(choice.provider, choice.model)}
          onValueChange={(value) => onChoose(choiceOf(items, value))}
          className="flex flex-col gap-1.5"
        >
          <Row
            value="best"
            title="Whichever works best"
            side={best === undefined ? '' : priceOf(best)}
            isDisabled={false}
            line={
              best === undefined
                ? 'Nobody can make this as it is'
                : `Now ${providerTitle(best.provider)}, ${aboutTime(best.expectedMs)}. If one fails, the next goes on.`
            }
          />
          {first.map((item) => (
            <Offered key={keyOf(item.provider, item.offer.model)} item={item} />
          ))}
          <Folded items={more} title={`${countOf(more.length, 'more model')} that can`} isOpen={false} />
          <Folded items={others} title={`${countOf(others.length, 'model')} cannot do this`} isOpen={able.length === 0} />
        </RadioGroup>
      )}
    </section>
  );
}

/** So many models stand there at once; the rest is one click away. */
const shownAtFirst = 4;

interface FoldedProps {
  readonly items: readonly GenerationOffer[];
  readonly title: string;
  readonly isOpen: boolean;
}

function Folded({ items, title, isOpen }: FoldedProps) {
  if (items.length === 0) return null;
  return (
    <details className="group" open={isOpen}>
      <summary className="flex h-8 list-none items-center gap-1.5 rounded-sm px-1 text-sm text-quiet hover:text-ink touch:h-11">
        <ChevronRight aria-hidden className="size-4 transition-transform group-open:rotate-90" />
        {title}
      </summary>
      <div className="mt-1 flex flex-col gap-1.5">
        {items.map((item) => (
          <Offered key={keyOf(item.provider, item.offer.model)} item={item} />
        ))}
      </div>
    </details>
  );
}

function Offered({ item }: { readonly item: GenerationOffer }) {
  const { provider, offer, state, message, canDo, problem, expectedMs } = item;
  const { icon: Icon, colour } = stateSigns[state];
  return (
    <Row
      value={keyOf(provider, offer.model)}
      title={offer.title ?? offer.model}
      side={canDo ? priceOf(item) : ''}
      isDisabled={!canDo}
      line={
        <>
          <span className="inline-flex items-center gap-1 whitespace-nowrap align-bottom">
            <Icon aria-hidden className={`size-3.5 ${colour}`} />
            {providerTitle(provider)}: {stateWords[state].toLowerCase()}
          </span>
          {canDo ? ` · ${aboutTime(expectedMs)}` : ''}
        </>
      }
      more={canDo ? (state === 'ready' ? abilityWords(offer) : (message ?? '')) : (problem?.detail ?? message ?? 'It cannot do this.')}
    />
  );
}

interface RowProps {
  readonly value: string;
  readonly title: string;
  readonly side: string;
  readonly line: ReactNode;
  readonly more?: string;
  readonly isDisabled: boolean;
}

function Row({ value, title, side, line, more, isDisabled }: RowProps) {
  const id = useId();
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the radio renders its own input inside of this label
    <label
      data-offer={value}
      className="flex cursor-pointer gap-2.5 rounded-md border border-line bg-surface px-3 py-2 has-data-checked:border-accent has-data-checked:bg-accent-soft has-data-disabled:cursor-default not-has-data-disabled:hover:border-line-strong"
    >
      <Radio.Root
        value={value}
        disabled={isDisabled}
        aria-labelledby={`${id}-title ${id}-side`}
        aria-describedby={`${id}-line`}
        className="mt-0.5 flex size-4 shrink-0 items-center justify-center rounded-full border border-line-control bg-surface data-checked:border-accent data-disabled:opacity-50"
      >
        <Radio.Indicator className="size-2 rounded-full bg-accent" />
      </Radio.Root>
      <span className="min-w-0 grow">
        <span className="flex items-baseline justify-between gap-2">
          <span id={`${id}-title`} className={`truncate text-base font-medium ${isDisabled ? 'text-quiet' : ''}`}>
            {title}
          </span>
          <span id={`${id}-side`} className="figures shrink-0 text-sm">
            {side}
          </span>
        </span>
        <span id={`${id}-line`} className="block text-xs text-quiet">
          {line}
          {more === undefined || more === '' ? null : <span className="block">{more}</span>}
        </span>
      </span>
    </label>
  );
}

function keyOf(provider: string, model: string): string {
  return `${provider} ${model}`;
}

function choiceOf(items: readonly GenerationOffer[], value: unknown): ModelChoice | null {
  const found = items.find(({ provider, offer }) => keyOf(provider, offer.model) === value);
  return found === undefined ? null : { provider: found.provider, model: found.offer.model };
}
