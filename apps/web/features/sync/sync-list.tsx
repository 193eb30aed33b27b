'use client';

import { useQuery } from '@tanstack/react-query';
import { FolderSync, Plus } from 'lucide-react';
import { useState } from 'react';
import { Empty } from '@/components/state/empty.tsx';
import { ProblemNote } from '@/components/state/problem.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Skeleton } from '@/components/ui/skeleton.tsx';
import { browserClient } from '@/lib/data/client.ts';
import { SyncDialog } from './sync-dialog.tsx';
import { syncFoldersOptions } from './sync-queries.ts';
import { SyncRow } from './sync-row.tsx';

/** A folder reports every half minute: what went silent shows itself without an event. */
const lookAgainMs = 30_000;

/** Folders on computers that are kept in step with the platform. */
export function SyncList({ mayWrite }: { readonly mayWrite: boolean }) {
  const [isOpen, setOpen] = useState(false);
  const { data: folders, error, isFetching, refetch } = useQuery({ ...syncFoldersOptions(browserClient), refetchInterval: lookAgainMs });
  if (folders === undefined) {
    if (error === null) return <Skeleton className="h-40" />;
    return (
      <ProblemNote
        error={error}
        title="The folders could not be loaded."
        action={
          <Button variant="primary" size="small" isBusy={isFetching} onClick={() => void refetch()}>
            Try again
          </Button>
        }
      />
    );
  }
  const button = (
    <Button variant={folders.length === 0 ? 'primary' : 'outline'} icon={<Plus aria-hidden />} onClick={() => setOpen(true)}>
      Keep a folder in step
    </Button>
  );
  return (
    <>
      <div className="overflow-hidden rounded-md border border-line bg-surface">
        {folders.length === 0 ? (
          <Empty icon={FolderSync} title="No folder is kept in step yet" actions={button} className="py-12">
            Photos that are saved in a folder go up by themselves, and the cutouts come back into another.
          </Empty>
        ) : (
          <>
            <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 border-b border-line px-4 py-2.5">
              <span className="text-sm text-quiet">Each reports every half minute.</span>
              {button}
            </div>
            <ul aria-label="Folders" className="divide-y divide-line">
              {folders.map((folder) => (
                <SyncRow key={folder.id} folder={folder} mayWrite={mayWrite} />
              ))}
            </ul>
          </>
        )}
      </div>
      <SyncDialog isOpen={isOpen} onOpenChange={setOpen} />
    </>
  );
}
