'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { notifyProblem } from '@/components/ui/toast.tsx';
import { browserClient } from './client.ts';
import { setLeaving } from './leaving.ts';

/** Ends the session and forgets what was shown. */
export function useSignOut() {
  const queryClient = useQueryClient();
  return useMutation({
    onMutate: () => setLeaving(true),
    mutationFn: () => browserClient().session.signOut(),
    onSuccess: () => {
      queryClient.clear();
      // A full load: nothing of the session stays in the page's memory.
      window.location.assign('/sign-in');
    },
    onError: (error) => {
      setLeaving(false);
      notifyProblem({ title: 'You are still signed in.', description: error.message });
    },
  });
}
