'use client';

import type { Execution } from '@forecourt/sdk/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { RotateCcw, X } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { Button } from '@/components/ui/button.tsx';
import { ConfirmDialog } from '@/components/ui/dialog.tsx';
import { notifyProblem } from '@/components/ui/toast.tsx';
import { keepExecution } from '@/lib/data/cached-hosts.ts';
import { browserClient } from '@/lib/data/client.ts';
import { queryKeys } from '@/lib/data/keys.ts';
import { isUnderWay } from './execution-words.ts';

/** Ends a run, or begins the same again. */
export function RunActions({ run }: { readonly run: Execution }) {
  const router = useRouter();
  const queryClient = useQueryClient();
  const [isAsking, setAsking] = useState(false);
  const cancel = useMutation({
    mutationFn: () => browserClient().executions.cancel(run.id),
    onSuccess: (changed) => keepExecution(queryClient, changed),
    onError: (error) => notifyProblem({ title: 'The run was not cancelled.', description: error.message }),
  });
  const retry = useMutation({
    mutationFn: () => browserClient().executions.retry(run.id),
    onSuccess: async (begun) => {
      keepExecution(queryClient, begun);
      await queryClient.invalidateQueries({ queryKey: queryKeys.executions });
      router.push(`/runs/${begun.id}`);
    },
    onError: (error) => notifyProblem({ title: 'It was not run again.', description: error.message }),
  });
  // The job of a photo is started and ended with its photo.
  if (run.photoId !== null) return null;
  if (!isUnderWay(run)) {
    return (
      <Button icon={<RotateCcw aria-hidden />} isBusy={retry.isPending} onClick={() => retry.mutate()}>
        Run again
      </Button>
    );
  }
  return (
    <>
      <Button variant="danger-outline" icon={<X aria-hidden />} isBusy={cancel.isPending} onClick={() => setAsking(true)}>
        Cancel
      </Button>
      <ConfirmDialog
        isOpen={isAsking}
        onOpenChange={setAsking}
        title="Cancel this run?"
        description="The script ends at once, with everything that it started. What is finished is kept."
        action="Cancel run"
        isBusy={cancel.isPending}
        onConfirm={() => cancel.mutate(undefined, { onSettled: () => setAsking(false) })}
      />
    </>
  );
}
