'use client';

import type { Job } from '@forecourt/sdk/contract';
import { useQuery } from '@tanstack/react-query';
import { ChevronRight } from 'lucide-react';
import { useState } from 'react';
import { RelativeTime } from '@/components/ui/relative-time.tsx';
import { Skeleton } from '@/components/ui/skeleton.tsx';
import { browserClient } from '@/lib/data/client.ts';
import { attemptOptions } from './queue-queries.ts';

/** What came of each try, folded: asked for when it is opened. */
export function JobAttempts({ job, className = '' }: { readonly job: Job; readonly className?: string }) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <details className={`group text-xs text-quiet ${className}`} onToggle={({ currentTarget }) => setIsOpen(currentTarget.open)}>
      <summary className="inline-flex h-7 list-none items-center gap-1 rounded-sm hover:text-ink touch:h-11">
        <ChevronRight aria-hidden className="size-3.5 transition-transform group-open:rotate-90" />
        Tries
        <span className="sr-only"> of {job.photoName}</span>
      </summary>
      {isOpen ? <AttemptList jobId={job.id} /> : null}
    </details>
  );
}

function AttemptList({ jobId }: { readonly jobId: string }) {
  const { data } = useQuery(attemptOptions(browserClient, jobId));
  if (data === undefined) return <Skeleton className="h-4 w-64" />;
  if (data.length === 0) return <p className="py-1">No try has failed.</p>;
  return (
    <ol className="figures space-y-1 py-1">
      {data.map(({ attempt, provider, endedAt, problem }) => (
        <li key={`${endedAt} ${attempt}`} className="flex flex-wrap gap-x-3">
          <span className="w-12 shrink-0">Try {attempt}</span>
          <RelativeTime at={endedAt} className="w-20 shrink-0" />
          <span className="w-28 shrink-0 truncate">{provider === 'local' ? 'this machine' : (provider ?? '–')}</span>
          <span className="min-w-0 grow basis-56">{problem.detail}</span>
        </li>
      ))}
    </ol>
  );
}
