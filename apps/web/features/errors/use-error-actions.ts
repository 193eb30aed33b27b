'use client';

import type { ErrorGroup } from '@forecourt/sdk/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { notify, notifyProblem } from '@/components/ui/toast.tsx';
import { browserClient } from '@/lib/data/client.ts';
import { queryKeys } from '@/lib/data/keys.ts';

export type StateAction = 'acknowledge' | 'resolve' | 'reopen';

const told: Readonly<Record<StateAction, string>> = { acknowledge: 'acknowledged', resolve: 'resolved', reopen: 'open again' };

/** What people do about a group; every list is true afterwards. */
export function useErrorActions() {
  const queryClient = useQueryClient();
  const refresh = async () => {
    await queryClient.invalidateQueries({ queryKey: queryKeys.errors });
    await queryClient.invalidateQueries({ queryKey: queryKeys.notifications });
  };
  const change = useMutation({
    mutationFn: ({ group, action }: { readonly group: ErrorGroup; readonly action: StateAction }) =>
      browserClient().errors[action](group.id),
    onSuccess: async (_, { group, action }) => {
      // Opening it again takes it back, so only the other two are told with a way back.
      if (action !== 'reopen') {
        notify({
          title: `“${group.title}” is ${told[action]}`,
          action: { label: 'Undo', onClick: () => change.mutate({ group, action: 'reopen' }) },
        });
      }
      await refresh();
    },
    onError: (error, { group, action }) => notifyProblem({ title: `“${group.title}” is not ${told[action]}.`, description: error.message }),
  });
  const retry = useMutation({
    mutationFn: async (group: ErrorGroup) => {
      let started = 0;
      for (;;) {
        const step = await browserClient().errors.retry(group.id);
        started += step.started;
        if (step.left === 0) return started;
      }
    },
    onSuccess: async (started) => {
      notify({ title: started === 1 ? '1 photo is tried again' : `${started} photos are tried again` });
      await refresh();
      await queryClient.invalidateQueries({ queryKey: queryKeys.jobs });
    },
    onError: (error) => notifyProblem({ title: 'Not all photos could be started again.', description: error.message }),
  });
  return { change, retry };
}
