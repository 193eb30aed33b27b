'use client';

import type { Import } from '@forecourt/sdk/contract';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { FileUp } from 'lucide-react';
import { useRef, useState } from 'react';
import { Empty } from '@/components/state/empty.tsx';
import { MoreRows } from '@/components/state/more-rows.tsx';
import { ProblemNote } from '@/components/state/problem.tsx';
import { Button } from '@/components/ui/button.tsx';
import { classNames } from '@/components/ui/class-names.ts';
import { ProgressBar } from '@/components/ui/progress-bar.tsx';
import { Skeleton } from '@/components/ui/skeleton.tsx';
import { browserClient } from '@/lib/data/client.ts';
import { itemsOf } from '@/lib/data/pages.ts';
import { ImportPlanCard } from './import-plan-card.tsx';
import { importKeys, importListOptions } from './import-queries.ts';
import { ImportRow } from './import-row.tsx';
import { sendSource } from './send-source.ts';

/** Drop a table, look at what would come in, start; below it the imports that were. */
export function ImportPage() {
  const queryClient = useQueryClient();
  const [share, setShare] = useState(0);
  const send = useMutation({
    mutationFn: (file: File) => {
      setShare(0);
      return sendSource(browserClient(), file, setShare);
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: importKeys.all }),
  });
  const { data, error, isFetching, isFetchingNextPage, hasNextPage, fetchNextPage, refetch } = useInfiniteQuery(
    importListOptions(browserClient),
  );
  const imports = itemsOf(data);
  const ready = imports?.find(({ state }) => state === 'ready');
  return (
    <div className="flex flex-col gap-5">
      <SourceDrop isBusy={send.isPending} share={share} onFile={(file) => send.mutate(file)} />
      {send.error === null ? null : <ProblemNote error={send.error} title="The file could not be read." />}
      {ready === undefined ? null : <ImportPlanCard key={ready.id} given={ready} />}
      <ImportList imports={imports} error={error} isFetching={isFetching} onRetry={() => void refetch()} />
      <MoreRows hasMore={hasNextPage} isLoading={isFetchingNextPage} onMore={() => void fetchNextPage()} />
    </div>
  );
}

interface SourceDropProps {
  readonly isBusy: boolean;
  readonly share: number;
  readonly onFile: (file: File) => void;
}

function SourceDrop({ isBusy, share, onFile }: SourceDropProps) {
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is the shorter way for who has a mouse; the button is everybody's
    <div
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        const [file] = event.dataTransfer.files;
        if (file !== undefined && !isBusy) onFile(file);
      }}
      className={classNames(
        'rounded-md border border-dashed bg-surface px-4 pt-6 pb-4 text-center',
        isOver ? 'border-accent' : 'border-line-control',
      )}
    >
      <p className="text-base font-medium">Drop a table of vehicles here</p>
      <p className="mx-auto mt-1 mb-4 max-w-md text-sm text-balance text-quiet">
        CSV from a spreadsheet or a dealer system, or documents that mongoexport wrote. For folders of photos use{' '}
        <code className="font-mono text-xs">forecourt import FOLDER</code>.
      </p>
      <input
        ref={input}
        type="file"
        hidden
        aria-label="Table of vehicles"
        accept=".csv,.tsv,.txt,.json,.jsonl,.ndjson"
        onChange={(event) => {
          const [file] = event.target.files ?? [];
          event.target.value = '';
          if (file !== undefined) onFile(file);
        }}
      />
      <Button variant="primary" icon={<FileUp aria-hidden />} isBusy={isBusy} onClick={() => input.current?.click()}>
        Choose a file
      </Button>
      <ProgressBar share={share} label="Sending the file" className={classNames('mt-4', isBusy ? '' : 'invisible')} />
    </div>
  );
}

interface ImportListProps {
  readonly imports: readonly Import[] | undefined;
  readonly error: Error | null;
  readonly isFetching: boolean;
  readonly onRetry: () => void;
}

function ImportList({ imports, error, isFetching, onRetry }: ImportListProps) {
  if (imports === undefined) {
    if (error === null) return <Skeleton className="h-40" />;
    const retry = (
      <Button variant="primary" size="small" isBusy={isFetching} onClick={onRetry}>
        Try again
      </Button>
    );
    return <ProblemNote error={error} title="The imports could not be loaded." action={retry} />;
  }
  const shown = imports.filter(({ state }) => state !== 'ready');
  if (imports.length === 0) {
    return (
      <div className="rounded-md border border-line bg-surface">
        <Empty icon={FileUp} title="No imports yet" className="py-10">
          Stock number, make and model are all that a row needs. You see every row before it comes in.
        </Empty>
      </div>
    );
  }
  if (shown.length === 0) return null;
  return (
    <ul aria-label="Imports" className="divide-y divide-line overflow-hidden rounded-md border border-line bg-surface">
      {shown.map((given) => (
        <ImportRow key={given.id} given={given} />
      ))}
    </ul>
  );
}
