'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { Plus, Server } from 'lucide-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { useCommandActions } from '@/components/frame/command-actions.tsx';
import { Empty } from '@/components/state/empty.tsx';
import { MoreRows } from '@/components/state/more-rows.tsx';
import { ProblemNote } from '@/components/state/problem.tsx';
import { Button, buttonStyle } from '@/components/ui/button.tsx';
import { Input } from '@/components/ui/input.tsx';
import { Skeleton } from '@/components/ui/skeleton.tsx';
import { browserClient } from '@/lib/data/client.ts';
import { itemsOf } from '@/lib/data/pages.ts';
import { countOf } from '../transfers/figures.ts';
import { hostListOptions } from './host-queries.ts';
import { HostRow } from './host-row.tsx';
import { WaitingEnrolments } from './waiting-enrolments.tsx';

/** From so many on, names are looked for rather than read through. */
const searchedFrom = 10;

/** All computers that work for the dealership, live. */
export function HostList({ mayWrite }: { readonly mayWrite: boolean }) {
  const router = useRouter();
  const [search, setSearch] = useState('');
  const [hasRevoked, setHasRevoked] = useState(false);
  const { data, error, isFetching, isFetchingNextPage, hasNextPage, fetchNextPage, refetch } = useInfiniteQuery(
    hostListOptions(browserClient),
  );
  const hosts = itemsOf(data);
  useCommandActions(
    mayWrite
      ? [{ label: 'Connect a computer', icon: Server, otherWords: ['host', 'enrol', 'agent'], run: () => router.push('/hosts/connect') }]
      : [],
  );
  if (hosts === undefined) {
    if (error === null) return <HostListSkeleton />;
    return (
      <ProblemNote
        error={error}
        title="The computers could not be loaded."
        action={
          <Button variant="primary" size="small" isBusy={isFetching} onClick={() => void refetch()}>
            Try again
          </Button>
        }
      />
    );
  }
  const connect = mayWrite ? (
    <Link href="/hosts/connect" className={buttonStyle({ variant: 'primary' })}>
      <Plus aria-hidden />
      Connect a computer
    </Link>
  ) : null;
  const revoked = hosts.filter(({ state }) => state === 'revoked');
  const shown = hosts.filter(({ name, state }) => (state !== 'revoked' || hasRevoked) && isNamed(name, search));
  const online = hosts.filter(({ state }) => state === 'online' || state === 'draining').length;
  return (
    <>
      {mayWrite ? <WaitingEnrolments /> : null}
      {hosts.length === revoked.length && !hasRevoked ? (
        <div className="rounded-md border border-line bg-surface">
          <Empty icon={Server} title="No computers yet" actions={connect} className="py-12">
            A fast PC in the office can do the work: photos travel there and cutouts come back, also through a router, without an open port.
          </Empty>
        </div>
      ) : (
        <>
          <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 pb-3">
            <p aria-live="polite" className="text-sm text-quiet">
              {online} of {countOf(hosts.length - revoked.length, 'computer')} online
            </p>
            <div className="flex flex-wrap items-center gap-2">
              {hosts.length >= searchedFrom ? (
                <Input
                  type="search"
                  aria-label="Search for a name"
                  placeholder="Find a computer"
                  value={search}
                  onValueChange={setSearch}
                  className="w-48"
                />
              ) : null}
              {connect}
            </div>
          </div>
          {shown.length === 0 ? (
            <Empty icon={Server} title="No computer has this name" actions={<Button onClick={() => setSearch('')}>Show all</Button>} />
          ) : (
            <ul aria-label="Computers" className="divide-y divide-line overflow-hidden rounded-md border border-line bg-surface">
              {shown.map((host) => (
                <HostRow key={host.id} host={host} />
              ))}
            </ul>
          )}
          <MoreRows hasMore={hasNextPage} isLoading={isFetchingNextPage} onMore={() => void fetchNextPage()} />
        </>
      )}
      {revoked.length === 0 ? null : (
        <Button variant="quiet" size="small" className="mt-3" onClick={() => setHasRevoked(!hasRevoked)}>
          {hasRevoked ? 'Hide those that are revoked' : `Show ${countOf(revoked.length, 'revoked computer')}`}
        </Button>
      )}
    </>
  );
}

function isNamed(name: string, search: string): boolean {
  return name.toLowerCase().includes(search.trim().toLowerCase());
}

const places = Array.from({ length: 3 }, (_, index) => `place-${index}`);

function HostListSkeleton() {
  return (
    <div role="status" className="divide-y divide-line overflow-hidden rounded-md border border-line bg-surface">
      <span className="sr-only">Loading the computers</span>
      {places.map((place) => (
        <div key={place} className="flex h-18 items-center gap-6 px-4">
          <Skeleton className="h-5 w-48" />
          <Skeleton className="h-5 w-24" />
          <Skeleton className="hidden h-5 w-40 md:block" />
        </div>
      ))}
    </div>
  );
}
