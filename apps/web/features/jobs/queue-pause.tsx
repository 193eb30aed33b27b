'use client';

import type { QueuePause, Scope } from '@forecourt/sdk/contract';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Pause, Play } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from '@/components/ui/button.tsx';
import { RelativeTime } from '@/components/ui/relative-time.tsx';
import { notifyProblem } from '@/components/ui/toast.tsx';
import { browserClient } from '@/lib/data/client.ts';
import { queryKeys } from '@/lib/data/keys.ts';
import { queueOptions } from './queue-queries.ts';

/** Stops and starts the dealership's jobs. */
export function usePause() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (isWanted: boolean) => (isWanted ? browserClient().queue.pause() : browserClient().queue.resume()),
    onSuccess: (queue) => queryClient.setQueryData(queryKeys.queue, queue),
    onError: (error) => notifyProblem({ title: 'The queue was not changed.', description: error.message }),
  });
}

/** Stops and starts the jobs of all dealerships. */
export function useInstallationPause() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (isWanted: boolean) =>
      isWanted ? browserClient().queue.installation.pause() : browserClient().queue.installation.resume(),
    onSuccess: async () => await queryClient.invalidateQueries({ queryKey: queryKeys.queue }),
    onError: (error) => notifyProblem({ title: 'The queue was not changed.', description: error.message }),
  });
}

/** Lets no more jobs begin. Not shown while they are stopped: then the banner has the button. */
export function PauseButton({ scopes }: { readonly scopes: readonly Scope[] }) {
  const { data } = useQuery(queueOptions(browserClient));
  const pause = usePause();
  if (!scopes.includes('queue:write') || data === undefined || data.pause !== null) return null;
  return (
    <Button icon={<Pause aria-hidden />} isBusy={pause.isPending} onClick={() => pause.mutate(true)}>
      Pause
    </Button>
  );
}

/** Says that no jobs begin, since when and by whom; with the button that ends it for who may. */
export function PauseBanner({ scopes }: { readonly scopes: readonly Scope[] }) {
  const { data } = useQuery(queueOptions(browserClient));
  const pause = usePause();
  const resumeAll = useInstallationPause();
  if (!data?.pause) return null;
  const isOfAll = data.pause.scope === 'installation';
  const resume = isOfAll ? resumeAll : pause;
  return (
    <PauseNote pause={data.pause}>
      {scopes.includes(isOfAll ? 'installation:write' : 'queue:write') ? (
        <Button variant="primary" size="small" icon={<Play aria-hidden />} isBusy={resume.isPending} onClick={() => resume.mutate(false)}>
          {isOfAll ? 'Resume all dealerships' : 'Resume'}
        </Button>
      ) : null}
    </PauseNote>
  );
}

function PauseNote({ pause, children }: { readonly pause: QueuePause; readonly children: ReactNode }) {
  return (
    <div role="status" className="mb-5 flex flex-wrap items-center gap-x-4 gap-y-2 rounded-md border border-line bg-review-soft px-4 py-3">
      <Pause aria-hidden className="size-4 shrink-0 text-review" />
      <p className="min-w-0 grow basis-56">
        <span className="font-medium">
          {pause.scope === 'installation' ? 'All dealerships are paused' : 'Paused'} by {pause.by}, <RelativeTime at={pause.at} />.
        </span>{' '}
        <span className="text-quiet">New photos wait; what is under way is finished.</span>
      </p>
      {children}
    </div>
  );
}
