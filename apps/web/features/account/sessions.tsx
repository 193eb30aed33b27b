'use client';

import type { Session } from '@forecourt/sdk/contract';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Laptop, Smartphone } from 'lucide-react';
import { ProblemNote } from '@/components/state/problem.tsx';
import { Badge } from '@/components/ui/badge.tsx';
import { Button } from '@/components/ui/button.tsx';
import { RelativeTime } from '@/components/ui/relative-time.tsx';
import { Skeleton } from '@/components/ui/skeleton.tsx';
import { notify, notifyProblem } from '@/components/ui/toast.tsx';
import { browserClient } from '@/lib/data/client.ts';
import { queryKeys } from '@/lib/data/keys.ts';
import { sessionsOptions } from './account-queries.ts';

/** Where somebody is signed in, with a way to end each but this one. */
export function Sessions() {
  const queryClient = useQueryClient();
  const { data: sessions, error, isFetching, refetch } = useQuery(sessionsOptions(browserClient));
  const end = useMutation({
    mutationFn: async (session: Session | 'others') =>
      session === 'others'
        ? await browserClient().call('endOtherSessions', {})
        : await browserClient().call('endSession', { params: { sessionId: session.id } }),
    onSuccess: async (_, session) => {
      notify({ title: session === 'others' ? 'You are signed out everywhere else' : `${session.device} is signed out` });
      await queryClient.invalidateQueries({ queryKey: queryKeys.sessions });
    },
    onError: (failure) => notifyProblem({ title: 'It was not signed out.', description: failure.message }),
  });
  if (sessions === undefined) {
    if (error === null) return <Skeleton className="h-28" />;
    return (
      <ProblemNote
        error={error}
        title="Your sessions could not be loaded."
        action={
          <Button variant="primary" size="small" isBusy={isFetching} onClick={() => void refetch()}>
            Try again
          </Button>
        }
      />
    );
  }
  return (
    <div className="flex flex-col items-start gap-3">
      <ul className="w-full divide-y divide-line overflow-hidden rounded-md border border-line bg-surface">
        {sessions.map((session) => (
          <SessionRow
            key={session.id}
            session={session}
            isEnding={end.isPending && end.variables === session}
            onEnd={() => end.mutate(session)}
          />
        ))}
      </ul>
      {sessions.length > 1 ? (
        <Button isBusy={end.isPending && end.variables === 'others'} onClick={() => end.mutate('others')}>
          Sign out everywhere else
        </Button>
      ) : null}
    </div>
  );
}

interface SessionRowProps {
  readonly session: Session;
  readonly isEnding: boolean;
  readonly onEnd: () => void;
}

function SessionRow({ session, isEnding, onEnd }: SessionRowProps) {
  const { device, address, lastSeenAt, isCurrent } = session;
  const Icon = /iPhone|iPad|Android/.test(device) ? Smartphone : Laptop;
  return (
    <li className="flex min-h-14 items-center gap-3 px-4 py-2">
      <Icon aria-hidden className="size-4.5 shrink-0 text-quiet" />
      <div className="min-w-0 grow">
        <div className="flex items-center gap-2 font-medium">
          <span className="truncate">{device}</span>
          {isCurrent ? <Badge>This one</Badge> : null}
        </div>
        <div className="truncate text-xs text-quiet">
          <span className="figures">{address}</span>, <RelativeTime at={lastSeenAt} />
        </div>
      </div>
      {isCurrent ? null : (
        <Button size="small" variant="danger-outline" isBusy={isEnding} aria-label={`Sign out ${device}`} onClick={onEnd}>
          Sign out
        </Button>
      )}
    </li>
  );
}
