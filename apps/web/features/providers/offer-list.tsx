'use client';

import type { Offer, ProviderDetail } from '@forecourt/sdk/contract';
import { TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button.tsx';
import { classNames } from '@/components/ui/class-names.ts';
import { aboutTime } from '../generate/generate-words.ts';
import { priceInWords } from './price-words.ts';
import { operationWords, retirementInWords, sizesInWords } from './provider-words.ts';

/** So many models stand there at once. */
const shownAtFirst = 12;

/** Everything that it can do: model by model, with price, sizes and usual time. */
export function OfferList({ provider: { offers, operations } }: { readonly provider: ProviderDetail }) {
  const [isWhole, setWhole] = useState(false);
  if (offers.length === 0) {
    return (
      <p className="rounded-md border border-line bg-surface px-4 py-3 text-sm text-quiet">
        It does not say what it can do at the moment. Try it, or replace its key.
      </p>
    );
  }
  const shown = isWhole ? offers : offers.slice(0, shownAtFirst);
  return (
    <>
      <ul aria-label="Models" className="divide-y divide-line overflow-hidden rounded-md border border-line bg-surface">
        {shown.map((offer) => (
          <OfferRow key={`${offer.operation} ${offer.model}`} offer={offer} isUsed={operations.includes(offer.operation)} />
        ))}
      </ul>
      {offers.length > shown.length ? (
        <Button className="mt-3" onClick={() => setWhole(true)}>
          Show all {offers.length}
        </Button>
      ) : null}
    </>
  );
}

function OfferRow({ offer, isUsed }: { readonly offer: Offer; readonly isUsed: boolean }) {
  const { model, title, operation, expectedMs, retiresOn, replacedBy } = offer;
  const sizes = sizesInWords(offer);
  return (
    <li className={classNames('grid gap-x-4 gap-y-0.5 px-4 py-2 sm:grid-cols-[minmax(0,1fr)_minmax(0,1fr)]', isUsed ? '' : 'text-quiet')}>
      <div className="min-w-0">
        <div className="truncate font-medium">{title ?? model}</div>
        <div className="truncate text-xs text-quiet">
          {operationWords[operation]}
          {isUsed ? '' : ', not used for that'}
          {title === undefined || title === model ? '' : ` · ${model}`}
        </div>
      </div>
      <div className="min-w-0 text-sm sm:text-right" suppressHydrationWarning>
        <div className="figures">{priceInWords(offer)}</div>
        <div className="figures text-xs text-quiet">
          {sizes === '' ? '' : `${sizes} · `}
          {aboutTime(expectedMs)}
        </div>
      </div>
      {retiresOn === null ? null : (
        <p className="flex items-center gap-1.5 text-xs text-review sm:col-span-2" suppressHydrationWarning>
          <TriangleAlert aria-hidden className="size-3.5 shrink-0" />
          {retirementInWords({ model, operation, retiresOn, replacedBy, isGone: Date.parse(retiresOn) <= Date.now() })}
        </p>
      )}
    </li>
  );
}
