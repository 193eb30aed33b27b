'use client';

import type { Import } from '@forecourt/sdk/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Ban, CircleCheck, CircleX, Download, LoaderCircle, type LucideIcon, Undo2 } from 'lucide-react';
import { useState } from 'react';
import { ProblemNote } from '@/components/state/problem.tsx';
import { Button, buttonStyle } from '@/components/ui/button.tsx';
import { classNames } from '@/components/ui/class-names.ts';
import { ConfirmDialog } from '@/components/ui/dialog.tsx';
import { ProgressBar } from '@/components/ui/progress-bar.tsx';
import { RelativeTime } from '@/components/ui/relative-time.tsx';
import { notifyProblem } from '@/components/ui/toast.tsx';
import { browserClient } from '@/lib/data/client.ts';
import { queryKeys } from '@/lib/data/keys.ts';
import { importKeys, isUnderWay } from './import-queries.ts';
import { outcome, stateWords } from './import-words.ts';

const icons: Readonly<Record<Import['state'], LucideIcon>> = {
  receiving: Ban,
  ready: LoaderCircle,
  running: LoaderCircle,
  stopped: Ban,
  done: CircleCheck,
  failed: CircleX,
  undoing: LoaderCircle,
  undone: Undo2,
};

function iconStyle(state: Import['state']): string {
  if (state === 'failed') return 'text-failed';
  return state === 'done' ? 'text-approved' : 'text-quiet';
}

/** One import: how far it is, what came of it, and the way back. */
export function ImportRow({ given }: { readonly given: Import }) {
  const { id, name, state, createdAt, doneRows, totalRows, failed, created, undone, kept, problem } = given;
  const queryClient = useQueryClient();
  const [isAsking, setAsking] = useState(false);
  const act = useMutation({
    mutationFn: (action: 'start' | 'stop' | 'undo') => browserClient().imports[action](id),
    onError: (error) => notifyProblem({ title: `Nothing was done with ${name}.`, description: error.message }),
    onSettled: async () => {
      setAsking(false);
      await queryClient.invalidateQueries({ queryKey: importKeys.all });
      await queryClient.invalidateQueries({ queryKey: queryKeys.vehicles });
    },
  });
  const Icon = icons[state];
  const canBeUndone = created > 0 && (state === 'done' || state === 'stopped' || state === 'failed');
  const share = state === 'undoing' ? (undone + kept) / Math.max(1, created) : doneRows / Math.max(1, totalRows ?? 1);
  return (
    <li className="flex flex-col gap-2 px-4 py-3">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <div className="min-w-0 grow basis-56">
          <p className="truncate font-medium">{name}</p>
          <p className="text-sm text-quiet">
            <RelativeTime at={createdAt} />
            {outcome(given) === '' ? null : `, ${outcome(given)}`}
          </p>
        </div>
        <span className="flex items-center gap-1.5 text-sm">
          <Icon aria-hidden className={classNames('size-4', isUnderWay(given) && 'animate-spin', iconStyle(state))} />
          {stateWords[state]}
        </span>
        <div className="flex flex-wrap gap-2">
          {failed > 0 && state !== 'undone' ? (
            <a href={`/api/v1/imports/${id}/errors.csv`} download className={buttonStyle({ variant: 'outline', size: 'small' })}>
              <Download aria-hidden />
              Errors
            </a>
          ) : null}
          {state === 'running' ? (
            <Button size="small" isBusy={act.isPending} aria-label={`Stop ${name}`} onClick={() => act.mutate('stop')}>
              Stop
            </Button>
          ) : null}
          {state === 'stopped' ? (
            <Button size="small" isBusy={act.isPending} aria-label={`Go on with ${name}`} onClick={() => act.mutate('start')}>
              Go on
            </Button>
          ) : null}
          {canBeUndone ? (
            <Button variant="danger-outline" size="small" aria-label={`Take ${name} back`} onClick={() => setAsking(true)}>
              Take back
            </Button>
          ) : null}
        </div>
      </div>
      {isUnderWay(given) ? <ProgressBar share={share} label={`${stateWords[state]}: ${name}`} className="text-accent" /> : null}
      {problem === null ? null : <ProblemNote error={problem} />}
      <ConfirmDialog
        isOpen={isAsking}
        onOpenChange={setAsking}
        title={`Take ${name} back?`}
        description="The vehicles that it made go, with the photos that came with them. What somebody has changed since, or added photos to, stays."
        action="Take back"
        isBusy={act.isPending}
        onConfirm={() => act.mutate('undo')}
      />
    </li>
  );
}
