'use client';

import type { DeadLetterCause, DeadLetterChoice } from '@forecourt/sdk/contract';
import { useQuery } from '@tanstack/react-query';
import { CircleCheck, RotateCcw } from 'lucide-react';
import { useState } from 'react';
import { Empty } from '@/components/state/empty.tsx';
import { ProblemNote } from '@/components/state/problem.tsx';
import { Button } from '@/components/ui/button.tsx';
import { ConfirmDialog } from '@/components/ui/dialog.tsx';
import { Skeleton } from '@/components/ui/skeleton.tsx';
import { browserClient } from '@/lib/data/client.ts';
import { DeadLetterCauseCard } from './dead-letter-cause.tsx';
import { deadLetterOptions } from './queue-queries.ts';
import { useDeadLetters } from './use-dead-letters.ts';

/** What failed for good, put together by cause: mend the cause, then start one, some or all of them again. */
export function DeadLetters({ mayWrite }: { readonly mayWrite: boolean }) {
  const { data, error, isFetching, refetch } = useQuery(deadLetterOptions(browserClient));
  const { retry, discard, done } = useDeadLetters();
  const [asked, setAsked] = useState<DeadLetterCause | null>(null);
  if (data === undefined) {
    if (error === null) return <Skeleton className="mt-4 h-40" />;
    return (
      <ProblemNote
        error={error}
        title="What failed could not be loaded."
        className="mt-4"
        action={
          <Button variant="primary" size="small" isBusy={isFetching} onClick={() => void refetch()}>
            Try again
          </Button>
        }
      />
    );
  }
  if (data.length === 0) {
    return (
      <Empty icon={CircleCheck} title="Nothing is failed">
        A job that cannot be done is kept here with its cause, until you start it again or discard it.
      </Empty>
    );
  }
  const all = data.reduce((sum, { count }) => sum + count, 0);
  const isBusy = retry.isPending || discard.isPending;
  return (
    <>
      <div className="mt-4 flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <p className="text-sm text-quiet" role="status">
          {isBusy && done !== null ? `${done} so far …` : 'Mend what stopped them, then start them again.'}
        </p>
        {mayWrite && data.length > 1 ? (
          <Button size="small" icon={<RotateCcw aria-hidden />} isBusy={retry.isPending} onClick={() => retry.mutate({ which: 'all' })}>
            Try all {all} again
          </Button>
        ) : null}
      </div>
      <ul className="mt-3 space-y-4">
        {data.map((cause) => (
          <li key={`${cause.code} ${cause.provider ?? ''}`}>
            <DeadLetterCauseCard
              cause={cause}
              mayWrite={mayWrite}
              isBusy={isBusy}
              onRetry={(choice: DeadLetterChoice) => retry.mutate(choice)}
              onDiscard={() => setAsked(cause)}
            />
          </li>
        ))}
      </ul>
      <ConfirmDialog
        isOpen={asked !== null}
        onOpenChange={(isOpen) => (isOpen ? undefined : setAsked(null))}
        title={`Discard ${asked?.count ?? 0} failed ${asked?.count === 1 ? 'job' : 'jobs'}?`}
        description="The photos stay, without a cutout. Each can still be started again by hand."
        action="Discard"
        isBusy={discard.isPending}
        onConfirm={() => {
          if (asked) discard.mutate({ which: 'cause', code: asked.code, provider: asked.provider }, { onSettled: () => setAsked(null) });
        }}
      />
    </>
  );
}
