'use client';

import type { AuditEntry } from '@forecourt/sdk/contract';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Bot, Download, KeyRound, ScrollText, SearchX, UserRound } from 'lucide-react';
import { useState } from 'react';
import { Empty } from '@/components/state/empty.tsx';
import { MoreRows } from '@/components/state/more-rows.tsx';
import { ProblemNote } from '@/components/state/problem.tsx';
import { Button, buttonStyle } from '@/components/ui/button.tsx';
import { Skeleton } from '@/components/ui/skeleton.tsx';
import { browserClient } from '@/lib/data/client.ts';
import { itemsOf } from '@/lib/data/pages.ts';
import { AuditCheck } from './audit-check.tsx';
import { AuditFilters } from './audit-filters.tsx';
import { type AuditFilter, auditListOptions } from './audit-queries.ts';
import { byDay, nameOf, wordsOf } from './audit-words.ts';
import { EntryDialog } from './entry-dialog.tsx';

/** Who did what to what: found by day, kind, person and thing, with a check that nothing of it was altered. */
export function AuditPage() {
  const [filter, setFilter] = useState<AuditFilter>({});
  const [shown, setShown] = useState<AuditEntry | null>(null);
  return (
    <div className="flex flex-col gap-4">
      <AuditCheck />
      <div className="flex flex-wrap items-center justify-between gap-2">
        <AuditFilters filter={filter} onChange={setFilter} />
        <a href="/api/v1/audit/export" download className={buttonStyle()}>
          <Download aria-hidden />
          Export
        </a>
      </div>
      <Entries filter={filter} onShow={setShown} onClear={() => setFilter({})} />
      <EntryDialog entry={shown} onClose={() => setShown(null)} onFilter={setFilter} />
    </div>
  );
}

interface EntriesProps {
  readonly filter: AuditFilter;
  readonly onShow: (entry: AuditEntry) => void;
  readonly onClear: () => void;
}

function Entries({ filter, onShow, onClear }: EntriesProps) {
  const { data, error, isFetching, isFetchingNextPage, hasNextPage, fetchNextPage, refetch } = useInfiniteQuery({
    ...auditListOptions(browserClient, filter),
    // No event tells of new entries.
    staleTime: 0,
  });
  const entries = itemsOf(data);
  if (entries === undefined) {
    if (error === null) return <EntriesSkeleton />;
    return (
      <ProblemNote
        error={error}
        title="The log could not be loaded."
        action={
          <Button variant="primary" size="small" isBusy={isFetching} onClick={() => void refetch()}>
            Try again
          </Button>
        }
      />
    );
  }
  if (entries.length === 0) {
    return Object.values(filter).some((value) => value !== undefined) ? (
      <Empty icon={SearchX} title="Nothing matches" actions={<Button onClick={onClear}>Show everything</Button>} />
    ) : (
      <Empty icon={ScrollText} title="Nothing was written down yet">
        Sign-ins, decisions, deletions, new keys: from now on each is kept here, with who did it and when.
      </Empty>
    );
  }
  return (
    <>
      {byDay(entries).map(([day, ofDay]) => (
        <section key={day} aria-label={day}>
          <h2 className="pb-1.5 text-sm font-medium text-quiet" suppressHydrationWarning>
            {day}
          </h2>
          <ul className="divide-y divide-line overflow-hidden rounded-md border border-line bg-surface">
            {ofDay.map((entry) => (
              <EntryRow key={entry.sequence} entry={entry} onShow={onShow} />
            ))}
          </ul>
        </section>
      ))}
      <MoreRows hasMore={hasNextPage} isLoading={isFetchingNextPage} onMore={() => void fetchNextPage()} />
    </>
  );
}

const actorIcons = { person: UserRound, key: KeyRound, system: Bot } as const;

function EntryRow({ entry, onShow }: { readonly entry: AuditEntry; readonly onShow: (entry: AuditEntry) => void }) {
  const { actor, action, details, sequence } = entry;
  const Icon = actorIcons[actor.kind];
  const name = nameOf(details);
  const at = new Date(entry.at);
  return (
    <li>
      <button
        type="button"
        onClick={() => onShow(entry)}
        className="grid min-h-10 w-full grid-cols-[auto_minmax(0,1fr)_auto] items-center gap-x-3 px-4 py-2 text-left hover:bg-hover focus-visible:-outline-offset-2 touch:min-h-11"
      >
        <Icon aria-hidden className="size-4 text-quiet" />
        <span className="truncate">
          <span className="font-medium">{actor.name}</span> {wordsOf(action)}
          {name === null ? null : <span className="text-quiet"> · {name}</span>}
        </span>
        <span className="figures flex gap-3 text-sm text-quiet">
          <time dateTime={entry.at} title={at.toLocaleString()} suppressHydrationWarning>
            {at.toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit' })}
          </time>
          <span className="hidden w-14 text-right sm:inline">#{sequence}</span>
        </span>
      </button>
    </li>
  );
}

const places = Array.from({ length: 10 }, (_, index) => `place-${index}`);

function EntriesSkeleton() {
  return (
    <div role="status" className="mt-6.5 divide-y divide-line overflow-hidden rounded-md border border-line bg-surface">
      <span className="sr-only">Loading the log</span>
      {places.map((place) => (
        <div key={place} className="flex h-10 items-center gap-3 px-4">
          <Skeleton className="size-4" />
          <Skeleton className="h-4 w-64" />
        </div>
      ))}
    </div>
  );
}
