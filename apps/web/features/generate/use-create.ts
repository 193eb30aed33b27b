'use client';

import type { Generation, Offer } from '@forecourt/sdk/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { keepGeneration } from '@/lib/data/cached-generations.ts';
import { browserClient } from '@/lib/data/client.ts';
import { type Draft, fittedDraft, requestOf } from './draft.ts';
import { preparedSketch } from './sketch/sketch-file.ts';

interface Asked {
  readonly draft: Draft;
  /** The model whose options they are. */
  readonly offer: Offer;
}

/** Sends a draft: first its sketch where it has one, made ready for the model that will most likely get it. */
export function useCreate(vehicleId: string | null, onCreated: (generation: Generation) => void) {
  const queryClient = useQueryClient();
  return useMutation({
    async mutationFn({ draft, offer }: Asked): Promise<Generation> {
      const client = browserClient();
      const fitted = { ...draft, ...fittedDraft(draft, offer) };
      const sketch =
        draft.source === 'sketch'
          ? await client.generations.addInput(await preparedSketch(draft.drawing, offer, fitted.options.size))
          : null;
      return client.generations.create(requestOf(fitted, sketch?.sha256 ?? null, vehicleId));
    },
    onSuccess(generation) {
      keepGeneration(queryClient, generation);
      onCreated(generation);
    },
  });
}
