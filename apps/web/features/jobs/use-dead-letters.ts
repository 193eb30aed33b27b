'use client';

import type { DeadLetterChoice } from '@forecourt/sdk/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { notify, notifyProblem } from '@/components/ui/toast.tsx';
import { browserClient } from '@/lib/data/client.ts';
import { queryKeys } from '@/lib/data/keys.ts';

const photos = (count: number) => `${count} ${count === 1 ? 'photo' : 'photos'}`;

/** Starts failed jobs again, or takes them off the list: one, some, all of a cause, or all. Many go in steps, and it says how far it is. */
export function useDeadLetters() {
  const queryClient = useQueryClient();
  const [done, setDone] = useState<number | null>(null);

  async function inSteps(take: () => Promise<{ readonly taken: number; readonly remaining: number }>): Promise<number> {
    let sum = 0;
    for (;;) {
      const { taken, remaining } = await take();
      sum += taken;
      setDone(sum);
      // What somebody else is at just now stays for him.
      if (remaining === 0 || taken === 0) return sum;
    }
  }
  const onSettled = async () => {
    setDone(null);
    await Promise.all([
      queryClient.invalidateQueries({ queryKey: queryKeys.jobs }),
      queryClient.invalidateQueries({ queryKey: queryKeys.queue }),
    ]);
  };
  const retry = useMutation({
    mutationFn: (choice: DeadLetterChoice) =>
      inSteps(async () => {
        const { retried, remaining } = await browserClient().jobs.retryMany(choice);
        return { taken: retried, remaining };
      }),
    onSuccess: (count) => notify({ title: count === 0 ? 'None of them had failed any more.' : `${photos(count)} started again` }),
    onError: (error) => notifyProblem({ title: 'They were not all started again.', description: error.message }),
    onSettled,
  });
  const discard = useMutation({
    mutationFn: (choice: DeadLetterChoice) =>
      inSteps(async () => {
        const { discarded, remaining } = await browserClient().jobs.discardMany(choice);
        return { taken: discarded, remaining };
      }),
    onSuccess: (count) => notify({ title: `${photos(count)} taken off the list` }),
    onError: (error) => notifyProblem({ title: 'They were not all taken off the list.', description: error.message }),
    onSettled,
  });
  return { retry, discard, done };
}
