'use client';

import type { Job } from '@forecourt/sdk/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { notifyProblem } from '@/components/ui/toast.tsx';
import { browserClient } from '@/lib/data/client.ts';
import { queryKeys } from '@/lib/data/keys.ts';
import { keepJob } from '@/lib/data/live-events.ts';

/** Before everything that came in as usual. */
export const firstPriority = 10;

/** Starts a job again, cancels it, or lets it go first; the row shows the server's answer at once. */
export function useJobActions() {
  const queryClient = useQueryClient();
  const onSuccess = async (job: Job) => {
    keepJob(queryClient, job);
    await queryClient.invalidateQueries({ queryKey: queryKeys.jobs });
  };
  const retry = useMutation({
    mutationFn: (job: Job) => browserClient().jobs.retry(job.id),
    onSuccess,
    onError: (error, job) => notifyProblem({ title: `${job.photoName} was not started again.`, description: error.message }),
  });
  const cancel = useMutation({
    mutationFn: (job: Job) => browserClient().jobs.cancel(job.id),
    onSuccess,
    onError: (error, job) => notifyProblem({ title: `${job.photoName} was not cancelled.`, description: error.message }),
  });
  const hurry = useMutation({
    mutationFn: (job: Job) => browserClient().jobs.prioritise(job.id, firstPriority),
    onSuccess,
    onError: (error, job) => notifyProblem({ title: `${job.photoName} keeps its place.`, description: error.message }),
  });
  return { retry, cancel, hurry };
}
