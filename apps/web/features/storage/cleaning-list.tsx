'use client';

import type { StorageCleaning } from '@forecourt/sdk/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Check, LoaderCircle, Search, Sparkles, TriangleAlert } from 'lucide-react';
import { Empty } from '@/components/state/empty.tsx';
import { Badge } from '@/components/ui/badge.tsx';
import { Button } from '@/components/ui/button.tsx';
import { RelativeTime } from '@/components/ui/relative-time.tsx';
import { notifyProblem } from '@/components/ui/toast.tsx';
import { browserClient } from '@/lib/data/client.ts';
import { queryKeys } from '@/lib/data/keys.ts';
import { cleaningInWords, isRunning } from './storage-words.ts';

/** The reports of clean-ups, newest first, and the buttons for another one. */
export function CleaningList({ cleanings, mayChange }: { readonly cleanings: readonly StorageCleaning[]; readonly mayChange: boolean }) {
  const queryClient = useQueryClient();
  const clean = useMutation({
    mutationFn: (dryRun: boolean) => browserClient().storage.clean({ dryRun }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: queryKeys.storage }),
    onError: (error) => notifyProblem({ title: 'The clean-up did not begin.', description: error.message }),
  });
  const isBusy = clean.isPending || cleanings.some((cleaning) => isRunning(cleaning));
  const buttons = mayChange ? (
    <>
      <Button icon={<Search aria-hidden />} isBusy={isBusy} onClick={() => clean.mutate(true)}>
        Only look
      </Button>
      <Button icon={<Sparkles aria-hidden />} isBusy={isBusy} onClick={() => clean.mutate(false)}>
        Clean up now
      </Button>
    </>
  ) : null;
  return (
    <div className="overflow-hidden rounded-md border border-line bg-surface">
      {cleanings.length === 0 ? (
        <Empty icon={Sparkles} title="Nothing was cleaned up yet" actions={buttons} className="py-10">
          Files that nobody wants for a day go by themselves.
        </Empty>
      ) : (
        <>
          {buttons === null ? null : <div className="flex flex-wrap justify-end gap-2 border-b border-line px-4 py-2.5">{buttons}</div>}
          <ul className="divide-y divide-line">
            {cleanings.map((cleaning) => (
              <CleaningRow key={cleaning.id} cleaning={cleaning} />
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

function CleaningRow({ cleaning }: { readonly cleaning: StorageCleaning }) {
  const { isFull, isDryRun, startedAt, finishedAt, counts } = cleaning;
  const wasInterrupted = finishedAt === null && !isRunning(cleaning);
  const lost = [...(counts?.missing.files ?? []), ...(counts?.damaged.files ?? [])];
  return (
    <li className="px-4 py-2.5">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <CleaningIcon cleaning={cleaning} />
        <span className="min-w-0 grow basis-56">{wasInterrupted ? 'It was interrupted' : cleaningInWords(cleaning)}</span>
        <span className="flex items-center gap-2 text-sm text-quiet">
          {isFull ? <Badge>{isDryRun ? 'Only looked' : 'Full'}</Badge> : <Badge>Hourly</Badge>}
          <RelativeTime at={startedAt} />
        </span>
      </div>
      {lost.length > 0 ? (
        <details className="mt-2 ml-7 text-sm">
          <summary className="w-fit rounded-sm text-failed">Which files: restore them from a back-up</summary>
          <ul className="mt-2 max-h-40 overflow-y-auto rounded-sm bg-sunken p-2 font-mono text-xs break-all">
            {lost.map((sha256) => (
              <li key={sha256}>{sha256}</li>
            ))}
          </ul>
        </details>
      ) : null}
    </li>
  );
}

function CleaningIcon({ cleaning }: { readonly cleaning: StorageCleaning }) {
  const { counts, problem } = cleaning;
  if (isRunning(cleaning))
    return <LoaderCircle aria-hidden className="size-4 shrink-0 animate-spin text-working motion-reduce:animate-none" />;
  const isBad = counts === null || problem !== null || counts.missing.count + counts.damaged.count > 0;
  return isBad ? (
    <TriangleAlert aria-hidden className="size-4 shrink-0 text-failed" />
  ) : (
    <Check aria-hidden className="size-4 shrink-0 text-approved" />
  );
}
