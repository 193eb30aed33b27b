'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { notify, notifyProblem } from '@/components/ui/toast.tsx';
import { queryKeys } from '@/lib/data/keys.ts';
import { addSamples, removeSamples, type SampleAnswer } from './actions.ts';

/** Adds the sample vehicles; their photos appear as they arrive. */
export function useAddSamples() {
  return useSampleAction(addSamples, {
    done: (vehicles) => `${vehicles} sample vehicles added`,
    description: 'Their cutouts are being made.',
    failed: 'The sample vehicles were not added.',
  });
}

export function useRemoveSamples() {
  return useSampleAction(removeSamples, {
    done: (vehicles) => (vehicles === 0 ? 'There were no sample vehicles' : `${vehicles} sample vehicles removed`),
    failed: 'The sample vehicles were not removed.',
  });
}

interface Words {
  readonly done: (vehicles: number) => string;
  readonly description?: string;
  readonly failed: string;
}

function useSampleAction(action: () => Promise<SampleAnswer>, words: Words) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: action,
    onSuccess: async (answer) => {
      if ('vehicles' in answer) {
        notify({ title: words.done(answer.vehicles), ...(words.description === undefined ? {} : { description: words.description }) });
      } else notifyProblem({ title: words.failed, description: `${answer.message} ${answer.hint}` });
      await queryClient.invalidateQueries({ queryKey: queryKeys.vehicles });
    },
    onError: () => notifyProblem({ title: words.failed, description: 'The server did not answer. Check the connection and try again.' }),
  });
}
