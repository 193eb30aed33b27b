'use client';

import type { Generation } from '@forecourt/sdk/contract';
import { Info, TriangleAlert } from 'lucide-react';
import Link from 'next/link';
import { RelativeTime } from '@/components/ui/relative-time.tsx';
import { AttemptList } from './attempt-list.tsx';
import { detour, dollars, priceOf, providerTitle, time } from './generate-words.ts';
import { factsOf } from './tree.ts';

/** What is known of a generation: its words, its parameters, who made it, for how much. */
export function GenerationFacts({ generation }: { readonly generation: Generation }) {
  const { parameters, made, estimate, by, createdAt, results } = generation;
  const way = detour(generation);
  const facts: (readonly [string, string])[] = Object.entries(factsOf(generation));
  if (made !== null) {
    facts.unshift(['Made by', providerTitle(made.provider)]);
    facts.push(['Took', time(made.totalMs)]);
    facts.push(['Cost', made.isCached ? 'free, it was made before' : dollars(made.costUsd)]);
  } else if (estimate !== null) facts.push(['Price', priceOf(estimate)]);
  const [first] = results;
  if (first !== undefined) facts.push(['Picture', `${first.asset.widthPx} × ${first.asset.heightPx}`]);
  return (
    <div className="flex flex-col gap-5">
      {way === null ? null : (
        <p className="flex items-start gap-2 text-sm" data-detour>
          <Info aria-hidden className="mt-0.5 size-4 shrink-0 text-working" />
          {way}
        </p>
      )}
      {made?.warnings.map(({ code, message }) => (
        <p key={code} className="flex items-start gap-2 text-sm">
          <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-review" />
          {message}
        </p>
      ))}
      <section aria-label="Words">
        <h2 className="mb-1 text-sm font-semibold">Words</h2>
        <p className="whitespace-pre-wrap break-words text-sm">{parameters.prompt}</p>
        {first?.revisedPrompt ? <p className="mt-1 text-xs text-quiet">The provider made of it: {first.revisedPrompt}</p> : null}
        <p className="mt-1 text-xs text-quiet">
          {by}, <RelativeTime at={createdAt} />
        </p>
      </section>
      <section aria-label="About this picture">
        <h2 className="mb-1.5 text-sm font-semibold">About this picture</h2>
        <dl className="flex flex-col gap-1 text-sm">
          {facts.map(([name, value]) => (
            <div key={name} className="flex justify-between gap-4">
              <dt className="shrink-0 text-quiet">{name}</dt>
              <dd className="figures min-w-0 break-words text-right">{value}</dd>
            </div>
          ))}
        </dl>
      </section>
      <AttemptList generation={generation} />
      {generation.vehicleId === null ? null : (
        <Link href={`/vehicles/${generation.vehicleId}`} className="text-sm font-medium text-accent-text hover:underline">
          To the vehicle
        </Link>
      )}
    </div>
  );
}
