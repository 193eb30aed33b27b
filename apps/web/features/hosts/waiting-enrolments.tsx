'use client';

import type { Enrolment } from '@forecourt/sdk/contract';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Hourglass } from 'lucide-react';
import { Button } from '@/components/ui/button.tsx';
import { notifyProblem } from '@/components/ui/toast.tsx';
import { browserClient } from '@/lib/data/client.ts';
import { queryKeys } from '@/lib/data/keys.ts';
import { useNow } from '../transfers/use-now.ts';
import { enrolmentsOptions } from './host-queries.ts';
import { countdown } from './host-words.ts';

/** Invitations that still count, each with a way to take it back. */
export function WaitingEnrolments() {
  const { data = [] } = useQuery(enrolmentsOptions(browserClient));
  const nowMs = useNow(data.some(({ state }) => state === 'waiting'));
  const waiting = data.filter(({ state, expiresAt }) => state === 'waiting' && countdown(expiresAt, nowMs) !== null);
  if (waiting.length === 0) return null;
  return (
    <ul aria-label="Invitations" className="mb-4 divide-y divide-line overflow-hidden rounded-md border border-line bg-surface">
      {waiting.map((enrolment) => (
        <Waiting key={enrolment.id} enrolment={enrolment} nowMs={nowMs} />
      ))}
    </ul>
  );
}

function Waiting({ enrolment: { id, name, expiresAt }, nowMs }: { readonly enrolment: Enrolment; readonly nowMs: number }) {
  const queryClient = useQueryClient();
  const revoke = useMutation({
    mutationFn: () => browserClient().enrolments.revoke(id),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: queryKeys.enrolments }),
    onError: (error) => notifyProblem({ title: 'The invitation was not taken back.', description: error.message }),
  });
  return (
    <li className="flex min-h-12 flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2">
      <Hourglass aria-hidden className="size-4 shrink-0 text-waiting" />
      <p className="min-w-0 grow">
        <span className="font-medium">{name}</span> <span className="text-quiet">is invited and has not come yet.</span>
      </p>
      <span className="figures text-sm text-quiet" suppressHydrationWarning>
        {countdown(expiresAt, nowMs)} left
      </span>
      <Button size="small" isBusy={revoke.isPending} onClick={() => revoke.mutate()} aria-label={`Take back: ${name}`}>
        Take back
      </Button>
    </li>
  );
}
