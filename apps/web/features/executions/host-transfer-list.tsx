'use client';

import type { Transfer } from '@forecourt/sdk/contract';
import { useInfiniteQuery } from '@tanstack/react-query';
import { ArrowDownToLine, ArrowLeftRight, ArrowUpFromLine } from 'lucide-react';
import { useState } from 'react';
import { Empty } from '@/components/state/empty.tsx';
import { MoreRows } from '@/components/state/more-rows.tsx';
import { ProblemNote } from '@/components/state/problem.tsx';
import { Button } from '@/components/ui/button.tsx';
import { ProgressBar } from '@/components/ui/progress-bar.tsx';
import { RelativeTime } from '@/components/ui/relative-time.tsx';
import { Select } from '@/components/ui/select.tsx';
import { Skeleton } from '@/components/ui/skeleton.tsx';
import { browserClient } from '@/lib/data/client.ts';
import { itemsOf } from '@/lib/data/pages.ts';
import { ConnectFirst } from '../hosts/connect-first.tsx';
import { hostListOptions } from '../hosts/host-queries.ts';
import { roadWords } from '../hosts/host-words.ts';
import { Sign } from '../webhooks/sign.tsx';
import { hostTransfersOptions } from './execution-queries.ts';
import { transferDetail, transferSigns } from './host-transfer-words.ts';

/** Files between here and the computers: those on their way live, then those of the last week. */
export function HostTransferList({ initialHostId }: { readonly initialHostId: string | null }) {
  const [hostId, setHostId] = useState(initialHostId);
  const { data: pages } = useInfiniteQuery(hostListOptions(browserClient));
  const hosts = itemsOf(pages) ?? [];
  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 pb-3">
        <p className="text-sm text-quiet">Photos travel to the computers and results come back. Each is checked by its SHA-256.</p>
        {hosts.length > 1 ? (
          <Select
            label="Computer"
            hasHiddenLabel
            value={hostId ?? ''}
            onChange={(value) => setHostId(value === '' ? null : value)}
            className="w-48"
          >
            <option value="">All computers</option>
            {hosts.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </Select>
        ) : null}
      </div>
      <Transfers hostId={hostId} />
    </>
  );
}

function Transfers({ hostId }: { readonly hostId: string | null }) {
  const { data, error, isFetching, isFetchingNextPage, hasNextPage, fetchNextPage, refetch } = useInfiniteQuery({
    ...hostTransfersOptions(browserClient, hostId),
    // What ended while nobody watched is told by no event.
    staleTime: 0,
  });
  const transfers = itemsOf(data);
  if (transfers === undefined) {
    if (error === null) return <Skeleton className="h-60" />;
    return (
      <ProblemNote
        error={error}
        title="The transfers could not be loaded."
        action={
          <Button variant="primary" size="small" isBusy={isFetching} onClick={() => void refetch()}>
            Try again
          </Button>
        }
      />
    );
  }
  if (transfers.length === 0) {
    return (
      <Empty icon={ArrowLeftRight} title="No files were moved in the last week" actions={<ConnectFirst />}>
        Uploads from this browser stand in the tray above. Here you see what goes on from there to the computers.
      </Empty>
    );
  }
  return (
    <>
      <ul aria-label="Transfers" className="divide-y divide-line overflow-hidden rounded-md border border-line bg-surface">
        {transfers.map((transfer) => (
          <TransferRow key={transfer.id} transfer={transfer} />
        ))}
      </ul>
      <MoreRows hasMore={hasNextPage} isLoading={isFetchingNextPage} onMore={() => void fetchNextPage()} />
    </>
  );
}

function TransferRow({ transfer }: { readonly transfer: Transfer }) {
  const { name, hostName, direction, road, state, bytes, doneBytes } = transfer;
  const isRunning = state === 'running';
  const Icon = direction === 'to-host' ? ArrowUpFromLine : ArrowDownToLine;
  return (
    <li
      data-state={state}
      className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-1 px-4 py-2 md:min-h-14 md:grid-cols-[7rem_minmax(0,3fr)_minmax(0,2fr)_minmax(0,3fr)_6rem]"
    >
      <Sign sign={transferSigns[state]} className="order-1 md:order-none" />
      <p className="order-3 min-w-0 truncate font-medium max-md:col-span-2 md:order-none" title={name}>
        {name}
      </p>
      <p className="order-4 flex min-w-0 items-center gap-1.5 text-sm max-md:col-span-2 md:order-none">
        <Icon aria-hidden className="size-3.5 shrink-0 text-quiet" />
        <span className="truncate">
          <span className="sr-only">{direction === 'to-host' ? 'to ' : 'from '}</span>
          {hostName}
          {road === null ? null : <span className="text-quiet"> {roadWords[road].by}</span>}
        </span>
      </p>
      <div className="figures order-5 min-w-0 text-sm text-quiet max-md:col-span-2 md:order-none">
        <p className={state === 'failed' ? '' : 'truncate'}>{transferDetail(transfer)}</p>
        {isRunning ? (
          <ProgressBar share={bytes === 0 ? 0 : doneBytes / bytes} label={`${name}: on its way`} className="mt-1.5 text-working" />
        ) : null}
      </div>
      <RelativeTime at={transfer.finishedAt ?? transfer.startedAt} className="order-2 justify-self-end text-sm text-quiet md:order-none" />
    </li>
  );
}
