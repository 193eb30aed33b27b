'use client';

import type { Identity } from '@forecourt/sdk/contract';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { MoreRows } from '@/components/state/more-rows.tsx';
import { ProblemNote } from '@/components/state/problem.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Skeleton } from '@/components/ui/skeleton.tsx';
import { browserClient } from '@/lib/data/client.ts';
import { itemsOf } from '@/lib/data/pages.ts';
import { LinkDialog, type OneTimeLink } from './link-dialog.tsx';
import { peopleOptions } from './people-queries.ts';
import { PersonRow } from './person-row.tsx';

/** Everybody in the dealership; there is always one: whoever looks. */
export function People({ identity }: { readonly identity: Identity }) {
  const [link, setLink] = useState<OneTimeLink | null>(null);
  const { data, error, isFetching, isFetchingNextPage, hasNextPage, fetchNextPage, refetch } = useInfiniteQuery(
    peopleOptions(browserClient),
  );
  const members = itemsOf(data);
  if (members === undefined) {
    if (error === null) return <Skeleton className="h-40" />;
    return (
      <ProblemNote
        error={error}
        title="The people could not be loaded."
        action={
          <Button variant="primary" size="small" isBusy={isFetching} onClick={() => void refetch()}>
            Try again
          </Button>
        }
      />
    );
  }
  return (
    <div>
      <ul className="divide-y divide-line overflow-hidden rounded-md border border-line bg-surface">
        {members.map((member) => (
          <PersonRow key={member.id} member={member} identity={identity} onLink={setLink} />
        ))}
      </ul>
      <MoreRows hasMore={hasNextPage} isLoading={isFetchingNextPage} onMore={() => void fetchNextPage()} />
      <LinkDialog link={link} onClose={() => setLink(null)} />
    </div>
  );
}
