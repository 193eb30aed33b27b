'use client';

import { useQuery } from '@tanstack/react-query';
import { FileCode, Plus } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { useCommandActions } from '@/components/frame/command-actions.tsx';
import { Empty } from '@/components/state/empty.tsx';
import { ProblemNote } from '@/components/state/problem.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Skeleton } from '@/components/ui/skeleton.tsx';
import { browserClient } from '@/lib/data/client.ts';
import { NewScriptDialog } from './new-script-dialog.tsx';
import { scriptListOptions } from './script-queries.ts';
import { ScriptRow } from './script-row.tsx';

/** What computers may run, and nothing else. */
export function ScriptList({ mayWrite }: { readonly mayWrite: boolean }) {
  const router = useRouter();
  const [isNewOpen, setNewOpen] = useState(false);
  const { data: scripts, error, isFetching, refetch } = useQuery(scriptListOptions(browserClient));
  const openNew = () => setNewOpen(true);
  useCommandActions(mayWrite ? [{ label: 'New script', icon: FileCode, otherWords: ['powershell', 'upload'], run: openNew }] : []);
  if (scripts === undefined) {
    if (error === null) return <Skeleton className="h-40" />;
    return (
      <ProblemNote
        error={error}
        title="The scripts could not be loaded."
        action={
          <Button variant="primary" size="small" isBusy={isFetching} onClick={() => void refetch()}>
            Try again
          </Button>
        }
      />
    );
  }
  const button = mayWrite ? (
    <Button variant={scripts.length === 0 ? 'primary' : 'outline'} icon={<Plus aria-hidden />} onClick={openNew}>
      New script
    </Button>
  ) : null;
  return (
    <>
      <div className="overflow-hidden rounded-md border border-line bg-surface">
        {scripts.length === 0 ? (
          <Empty icon={FileCode} title="No scripts yet" actions={button} className="py-10">
            A PowerShell script does on a computer what you have a tool for there. Its parameters are read from the script itself.
          </Empty>
        ) : (
          <>
            <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 border-b border-line px-4 py-2.5">
              <span className="text-sm text-quiet">Computers run only what stands here, as it was signed.</span>
              {button}
            </div>
            <ul aria-label="Scripts" className="divide-y divide-line">
              {scripts.map((script) => (
                <ScriptRow key={script.id} script={script} />
              ))}
            </ul>
          </>
        )}
      </div>
      {isNewOpen ? (
        <NewScriptDialog
          onClose={() => setNewOpen(false)}
          onCreated={(script) => {
            setNewOpen(false);
            router.push(`/scripts/${script.id}`);
          }}
        />
      ) : null}
    </>
  );
}
