'use client';

import type { ApiKey } from '@forecourt/sdk/contract';
import { useInfiniteQuery } from '@tanstack/react-query';
import { KeyRound, Plus } from 'lucide-react';
import { useState } from 'react';
import { useCommandActions } from '@/components/frame/command-actions.tsx';
import { Empty } from '@/components/state/empty.tsx';
import { MoreRows } from '@/components/state/more-rows.tsx';
import { ProblemNote } from '@/components/state/problem.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Skeleton } from '@/components/ui/skeleton.tsx';
import { browserClient } from '@/lib/data/client.ts';
import { itemsOf } from '@/lib/data/pages.ts';
import { ApiKeyRow } from './api-key-row.tsx';
import { apiKeyOptions } from './key-queries.ts';
import { NewKeyDialog } from './new-key-dialog.tsx';

/** Keys for programs: made here, shown once, revoked here. */
export function ApiKeys() {
  const [isNewOpen, setNewOpen] = useState(false);
  const { data, error, isFetching, isFetchingNextPage, hasNextPage, fetchNextPage, refetch } = useInfiniteQuery(
    apiKeyOptions(browserClient),
  );
  const keys = itemsOf(data);
  const openNew = () => setNewOpen(true);
  useCommandActions([{ label: 'New API key', icon: KeyRound, otherWords: ['token', 'create'], run: openNew }]);
  return (
    <div>
      <ApiKeyList keys={keys} error={error} isFetching={isFetching} onRetry={() => void refetch()} onNew={openNew} />
      <MoreRows hasMore={hasNextPage} isLoading={isFetchingNextPage} onMore={() => void fetchNextPage()} />
      <NewKeyDialog isOpen={isNewOpen} onOpenChange={setNewOpen} />
    </div>
  );
}

interface ApiKeyListProps {
  readonly keys: readonly ApiKey[] | undefined;
  readonly error: Error | null;
  readonly isFetching: boolean;
  readonly onRetry: () => void;
  readonly onNew: () => void;
}

function ApiKeyList({ keys, error, isFetching, onRetry, onNew }: ApiKeyListProps) {
  if (keys === undefined) {
    if (error === null) return <Skeleton className="h-40" />;
    return (
      <ProblemNote
        error={error}
        title="The keys could not be loaded."
        action={
          <Button variant="primary" size="small" isBusy={isFetching} onClick={onRetry}>
            Try again
          </Button>
        }
      />
    );
  }
  const button = (
    <Button variant={keys.length === 0 ? 'primary' : 'outline'} icon={<Plus aria-hidden />} onClick={onNew}>
      New key
    </Button>
  );
  return (
    <div className="overflow-hidden rounded-md border border-line bg-surface">
      {keys.length === 0 ? (
        <Empty icon={KeyRound} title="No keys yet" actions={button} className="py-10">
          A program of yours proves with a key that it may add vehicles, upload photos or fetch cutouts.
        </Empty>
      ) : (
        <>
          <div className="flex items-center justify-between gap-4 border-b border-line px-4 py-2.5">
            <span className="text-sm text-quiet">
              Sent as <code className="font-mono text-xs">Authorization: Bearer …</code>
            </span>
            {button}
          </div>
          <ul className="divide-y divide-line">
            {keys.map((key) => (
              <ApiKeyRow key={key.id} apiKey={key} />
            ))}
          </ul>
        </>
      )}
    </div>
  );
}
