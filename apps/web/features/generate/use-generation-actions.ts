'use client';

import type { Generation, GenerationResult } from '@forecourt/sdk/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { notify, notifyProblem } from '@/components/ui/toast.tsx';
import { forgetGeneration, keepGeneration } from '@/lib/data/cached-generations.ts';
import { keepPhoto } from '@/lib/data/cached-photos.ts';
import { browserClient } from '@/lib/data/client.ts';
import { queryKeys } from '@/lib/data/keys.ts';
import type { ModelChoice } from './draft.ts';

interface Retry {
  readonly generation: Generation;
  /** Another model; null for the best; as before where left out. */
  readonly choice?: ModelChoice | null;
}

interface Kept {
  readonly generation: Generation;
  readonly result: GenerationResult;
  readonly vehicleId: string;
}

/** What can be done to pictures that were asked for; each shows the server's answer at once. */
export function useGenerationActions() {
  const queryClient = useQueryClient();
  const onSuccess = (generation: Generation) => keepGeneration(queryClient, generation);
  const tell = (title: string) => (error: Error) => notifyProblem({ title, description: error.message });
  const cancel = useMutation({
    mutationFn: (generation: Generation) => browserClient().generations.cancel(generation.id),
    onSuccess,
    onError: tell('It was not cancelled.'),
  });
  const retry = useMutation({
    mutationFn: ({ generation, choice }: Retry) =>
      browserClient().generations.retry(
        generation.id,
        choice === undefined ? {} : { provider: choice?.provider ?? null, model: choice?.model ?? null },
      ),
    onSuccess,
    onError: tell('It was not started again.'),
  });
  const mark = useMutation({
    mutationFn: ({ generation, result }: Omit<Kept, 'vehicleId'>) =>
      browserClient().generations.markFavourite(generation.id, result.id, !result.isFavourite),
    onSuccess: async (generation) => {
      keepGeneration(queryClient, generation);
      await queryClient.invalidateQueries({ queryKey: queryKeys.generationList('favourites', null) });
    },
    onError: tell('The mark was not changed.'),
  });
  const takeOver = useMutation({
    mutationFn: ({ generation, result, vehicleId }: Kept) => browserClient().generations.keep(generation.id, result.id, { vehicleId }),
    onSuccess: async (photo, { generation }) => {
      keepPhoto(queryClient, photo);
      notify({
        title: 'It is among the photos of the vehicle now.',
        action: { label: 'Show', onClick: () => window.location.assign(`/vehicles/${photo.vehicleId}`) },
      });
      keepGeneration(queryClient, await browserClient().generations.get(generation.id));
    },
    onError: tell('The picture was not taken over.'),
  });
  const remove = useMutation({
    mutationFn: (generation: Generation) => browserClient().generations.delete(generation.id),
    onSuccess: (_nothing, { id, rootId }) => forgetGeneration(queryClient, id, rootId),
    onError: tell('It was not deleted.'),
  });
  return { cancel, retry, mark, takeOver, remove };
}
