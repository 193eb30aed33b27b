'use client';

import type { GenerationEstimate, GenerationOffer } from '@forecourt/sdk/contract';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { browserClient } from '@/lib/data/client.ts';
import { queryKeys } from '@/lib/data/keys.ts';
import { useRested } from '@/lib/use-rested.ts';
import { type Draft, wishOf } from './draft.ts';
import { estimateOptions } from './generation-queries.ts';
import { emptyDrawing, type PaperFormat } from './sketch/drawing.ts';
import { sketchFile } from './sketch/sketch-file.ts';

export interface EstimateControl {
  readonly estimate: GenerationEstimate | undefined;
  /** The model that would be asked: the chosen one, else the best. */
  readonly chosen: GenerationOffer | null;
  readonly error: Error | null;
  /** What is shown is of the request before the last change. */
  readonly isBehind: boolean;
  readonly again: () => void;
}

/** Somebody who types wants the price of what he will have written. */
const restMs = 300;

/** Who could make what the draft says, for how much and how fast. Nothing is spent. */
export function useEstimate(draft: Draft): EstimateControl {
  const { source, drawing, choice } = draft;
  const paper = useQuery({ ...paperOptions(drawing.format), enabled: source === 'sketch' });
  const paperSha256 = paper.data ?? null;
  const wish = useMemo(() => wishOf(draft, paperSha256), [draft, paperSha256]);
  const key = JSON.stringify(wish);
  const rested = useRested(wish, restMs);
  const { data, error, isFetching, refetch } = useQuery({
    ...estimateOptions(browserClient, rested),
    enabled: source !== 'sketch' || !paper.isPending,
  });
  const named = choice ?? data?.best ?? null;
  const chosen = data?.items.find(({ provider, offer }) => provider === named?.provider && offer.model === named.model) ?? null;
  return {
    ...{ estimate: data, chosen, error: error ?? (source === 'sketch' ? paper.error : null) },
    isBehind: isFetching || JSON.stringify(rested) !== key,
    again: () => void refetch(),
  };
}

/**
 * What a sketch costs depends on its size and not on its strokes: blank paper stands for it. It is the same file every time,
 * so the server has it only once, and no stroke has to be sent to see a price.
 */
function paperOptions(format: PaperFormat) {
  return {
    queryKey: [...queryKeys.generationPaper, format],
    queryFn: async ({ signal }: { readonly signal: AbortSignal }): Promise<string> => {
      const { sha256 } = await browserClient().generations.addInput(await sketchFile({ ...emptyDrawing, format }), { signal });
      return sha256;
    },
    // What nobody makes use of is cleaned up after a day.
    staleTime: 12 * 3_600_000,
  };
}
