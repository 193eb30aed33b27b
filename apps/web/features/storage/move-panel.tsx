'use client';

import type { StorageMove, StorageStatus } from '@forecourt/sdk/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ArrowLeftRight, Check, Cloud, Folder, LoaderCircle, TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button.tsx';
import { ConfirmDialog } from '@/components/ui/dialog.tsx';
import { ProgressBar } from '@/components/ui/progress-bar.tsx';
import { RelativeTime } from '@/components/ui/relative-time.tsx';
import { notifyProblem } from '@/components/ui/toast.tsx';
import { browserClient } from '@/lib/data/client.ts';
import { queryKeys } from '@/lib/data/keys.ts';
import { MoveDialog } from './move-dialog.tsx';
import { isMoving, moveInWords, other, placeWords } from './storage-words.ts';

/** Where files are, how a move stands, and the buttons for both. */
export function MovePanel({ status, mayChange }: { readonly status: StorageStatus; readonly mayChange: boolean }) {
  const [isAsking, setAsking] = useState(false);
  const { place, places, move } = status;
  const Icon = place === 's3' ? Cloud : Folder;
  const target = other(place);
  const canMove = target === 'folder' || places.s3 !== null;
  return (
    <div className="overflow-hidden rounded-md border border-line bg-surface">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-3 px-4 py-3">
        <Icon aria-hidden className="size-5 shrink-0 text-quiet" strokeWidth={1.75} />
        <div className="min-w-0 grow basis-48">
          <p className="font-medium">Files are in {placeWords[place]}</p>
          <p className="break-all text-sm text-quiet">{place === 's3' ? places.s3 : places.folder}</p>
        </div>
        {mayChange && canMove ? (
          <Button icon={<ArrowLeftRight aria-hidden />} onClick={() => setAsking(true)}>
            {move !== null && isMoving(move) ? 'Turn round' : `Move to ${placeWords[target]}`}
          </Button>
        ) : null}
      </div>
      {canMove ? null : (
        <p className="border-t border-line px-4 py-3 text-sm text-quiet">
          To move files to a bucket, set <code className="font-mono text-xs">FORECOURT_S3_BUCKET</code> and what belongs to it on every
          server, and start it again.
        </p>
      )}
      {move === null ? null : <MoveState move={move} mayChange={mayChange} />}
      <MoveDialog isOpen={isAsking} onOpenChange={setAsking} to={target} />
    </div>
  );
}

function MoveState({ move, mayChange }: { readonly move: StorageMove; readonly mayChange: boolean }) {
  const { title, figures } = moveInWords(move);
  const isActive = isMoving(move);
  const share = move.total.bytes === 0 ? 0 : move.done.bytes / move.total.bytes;
  return (
    <div className="space-y-3 border-t border-line px-4 py-3">
      <div className="flex flex-wrap items-start gap-x-2.5 gap-y-2">
        <StateIcon move={move} />
        <div className="min-w-0 grow basis-56">
          <p aria-live="polite" className="font-medium">
            {title}
          </p>
          <p className="text-sm text-quiet tabular-nums">
            {figures}
            {isActive ? null : (
              <>
                {figures === '' ? '' : ' · '}
                <RelativeTime at={move.updatedAt} />
              </>
            )}
          </p>
        </div>
        {move.state === 'switched' && mayChange ? <EmptySource move={move} /> : null}
      </div>
      {isActive ? <ProgressBar share={share} label={title} className="text-working" /> : null}
      {move.trouble === null ? null : <p className="text-sm text-review">Waiting, and trying again: {move.trouble.message}</p>}
      {move.problemCount > 0 ? <Problems move={move} /> : null}
    </div>
  );
}

function StateIcon({ move }: { readonly move: StorageMove }) {
  if (move.problemCount > 0 || move.trouble !== null) return <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-review" />;
  if (isMoving(move))
    return <LoaderCircle aria-hidden className="mt-0.5 size-4 shrink-0 animate-spin text-working motion-reduce:animate-none" />;
  return <Check aria-hidden className="mt-0.5 size-4 shrink-0 text-approved" />;
}

function Problems({ move: { problems, problemCount, from } }: { readonly move: StorageMove }) {
  return (
    <details className="text-sm">
      <summary className="w-fit rounded-sm text-review">
        {problemCount === 1 ? 'One file' : `${problemCount} files`} could not be moved and stayed in {placeWords[from]}
      </summary>
      <ul className="mt-2 max-h-48 space-y-1 overflow-y-auto rounded-sm bg-sunken p-2 font-mono text-xs">
        {problems.map(({ sha256, code, message }) => (
          <li key={sha256 ?? message} className="break-all">
            {code}: {message}
          </li>
        ))}
      </ul>
    </details>
  );
}

/** The old place is emptied by hand only. */
function EmptySource({ move }: { readonly move: StorageMove }) {
  const queryClient = useQueryClient();
  const [isAsking, setAsking] = useState(false);
  const remove = useMutation({
    mutationFn: () => browserClient().storage.removeSource(),
    onSuccess: async () => {
      setAsking(false);
      await queryClient.invalidateQueries({ queryKey: queryKeys.storage });
    },
    onError: (error) => notifyProblem({ title: 'The old place was not emptied.', description: error.message }),
  });
  const source = placeWords[move.from];
  return (
    <>
      <Button variant="danger-outline" size="small" onClick={() => setAsking(true)}>
        Empty {source}
      </Button>
      <ConfirmDialog
        isOpen={isAsking}
        onOpenChange={setAsking}
        title={`Empty ${source}?`}
        description={`Every file is looked at in ${placeWords[move.to]} first. If all of them are whole, they are removed from ${source}. This cannot be undone.`}
        action={`Empty ${source}`}
        isBusy={remove.isPending}
        onConfirm={() => remove.mutate()}
      />
    </>
  );
}
