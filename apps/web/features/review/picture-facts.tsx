'use client';

import type { Photo } from '@forecourt/sdk/contract';
import { Info } from 'lucide-react';
import type { ReactNode } from 'react';
import { useMakerOf } from '../executions/maker-of.tsx';
import { providerTitle } from '../generate/generate-words.ts';
import { bytesInWords } from '../transfers/figures.ts';

/** How it was made: who, where, with what, how long, for how much. */
export function PictureFacts({ photo: { cutout, asset } }: { readonly photo: Photo }) {
  const maker = useMakerOf(cutout);
  const facts: (readonly [string, ReactNode])[] = [['Photo', `${asset.widthPx} × ${asset.heightPx} · ${bytesInWords(asset.bytes)}`]];
  if (cutout !== null) {
    facts.push(['Made by', providerTitle(cutout.provider)]);
    if (maker !== null) facts.push(['Computer', maker]);
    facts.push(['Model', `${cutout.model}${cutout.careful ? ', with more care' : ''}`]);
    facts.push(['Took', `${(cutout.timings.totalMs / 1000).toLocaleString(undefined, { maximumFractionDigits: 1 })} s`]);
    if (cutout.costUsd > 0)
      facts.push(['Cost', cutout.costUsd.toLocaleString(undefined, { style: 'currency', currency: 'USD', maximumFractionDigits: 4 })]);
  }
  return (
    <section aria-label="About this picture">
      <h2 className="mb-1.5 flex items-center gap-1.5 text-sm font-semibold">
        <Info aria-hidden className="size-3.5 text-quiet" />
        About this picture
      </h2>
      <dl className="flex flex-col gap-1 text-sm">
        {facts.map(([name, value]) => (
          <div key={name} className="flex justify-between gap-3">
            <dt className="shrink-0 text-quiet">{name}</dt>
            <dd className="figures min-w-0 text-right break-words">{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
