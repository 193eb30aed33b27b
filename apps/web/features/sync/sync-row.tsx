'use client';

import type { SyncFolder } from '@forecourt/sdk/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { CirclePause, CirclePlay, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button.tsx';
import { ConfirmDialog } from '@/components/ui/dialog.tsx';
import { RelativeTime } from '@/components/ui/relative-time.tsx';
import { notifyProblem } from '@/components/ui/toast.tsx';
import { keepFolder } from '@/lib/data/cached-hosts.ts';
import { browserClient } from '@/lib/data/client.ts';
import { queryKeys } from '@/lib/data/keys.ts';
import { Sign } from '../webhooks/sign.tsx';
import { countsInWords, folderSigns, stateOf } from './sync-words.ts';

/** One folder: where it is, how it is, what moved, and a way to let it rest. */
export function SyncRow({ folder, mayWrite }: { readonly folder: SyncFolder; readonly mayWrite: boolean }) {
  const { computer, results, deletions, problem, reportedAt, isThere } = folder;
  return (
    <li data-folder={folder.folder} className="grid items-start gap-x-6 gap-y-2 px-4 py-3 md:grid-cols-[9rem_minmax(0,1fr)_auto]">
      <div className="max-md:flex max-md:items-baseline max-md:justify-between max-md:gap-4">
        <Sign sign={folderSigns[stateOf(folder)]} />
        <p className="text-xs text-quiet">
          {isThere ? null : 'Heard '}
          <RelativeTime at={reportedAt} />
        </p>
      </div>
      <div className="min-w-0">
        <p className="break-words">
          <span className="font-medium">{computer}</span> <code className="font-mono text-sm break-all">{folder.folder}</code>
        </p>
        <p className="text-sm break-words text-quiet">
          {results === null ? (
            'Photos go up only'
          ) : (
            <>
              Results into <code className="font-mono text-xs break-all">{results}</code>
            </>
          )}
          {deletions === 'delete' ? '. What is deleted there is deleted here.' : '. What is deleted there stays here.'}
        </p>
        <p className="figures mt-1 text-sm">{countsInWords(folder)}</p>
        {problem === null ? null : (
          <p className="mt-1 text-sm">
            {problem.detail} <span className="text-quiet">{problem.hint}</span>
          </p>
        )}
        {isThere ? null : (
          <p className="mt-1 text-sm text-quiet">
            The computer is off, or the program does not run there. It goes on by itself once it does.
          </p>
        )}
      </div>
      {mayWrite ? <FolderButtons folder={folder} /> : null}
    </li>
  );
}

function FolderButtons({ folder }: { readonly folder: SyncFolder }) {
  const { id, isPaused, isThere } = folder;
  const queryClient = useQueryClient();
  const [isAsking, setAsking] = useState(false);
  const name = `${folder.folder} on ${folder.computer}`;
  const pause = useMutation({
    mutationFn: () => browserClient().syncFolders.pause(id, !isPaused),
    onSuccess: (changed) => keepFolder(queryClient, changed),
    onError: (error) => notifyProblem({ title: 'The folder was not told.', description: error.message }),
  });
  const forget = useMutation({
    mutationFn: () => browserClient().syncFolders.forget(id),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: queryKeys.syncFolders }),
    onError: (error) => notifyProblem({ title: 'The folder was not forgotten.', description: error.message }),
  });
  return (
    <div className="flex flex-wrap gap-2 md:justify-end">
      <Button
        size="small"
        icon={isPaused ? <CirclePlay aria-hidden /> : <CirclePause aria-hidden />}
        isBusy={pause.isPending}
        aria-label={`${isPaused ? 'Go on' : 'Pause'}: ${name}`}
        onClick={() => pause.mutate()}
      >
        {isPaused ? 'Go on' : 'Pause'}
      </Button>
      {isThere ? null : (
        <Button size="icon-small" variant="quiet" aria-label={`Forget: ${name}`} onClick={() => setAsking(true)}>
          <Trash2 aria-hidden />
        </Button>
      )}
      <ConfirmDialog
        isOpen={isAsking}
        onOpenChange={setAsking}
        title="Forget this folder?"
        description={`${name} goes from this list. Its photos stay, here and there. It comes back if the program runs there again.`}
        action="Forget folder"
        isBusy={forget.isPending}
        onConfirm={() => forget.mutate(undefined, { onSettled: () => setAsking(false) })}
      />
    </div>
  );
}
