'use client';

import type { DeadLetterCause, DeadLetterChoice } from '@forecourt/sdk/contract';
import { useInfiniteQuery } from '@tanstack/react-query';
import { ChevronRight, OctagonAlert, RotateCcw } from 'lucide-react';
import { useState } from 'react';
import { MoreRows } from '@/components/state/more-rows.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Checkbox } from '@/components/ui/checkbox.tsx';
import { RelativeTime } from '@/components/ui/relative-time.tsx';
import { Skeleton } from '@/components/ui/skeleton.tsx';
import { browserClient } from '@/lib/data/client.ts';
import { itemsOf } from '@/lib/data/pages.ts';
import { JobAttempts } from './job-attempts.tsx';
import { failedJobsOptions } from './job-queries.ts';
import { VehicleName } from './vehicle-name.tsx';

export interface DeadLetterCauseProps {
  readonly cause: DeadLetterCause;
  readonly mayWrite: boolean;
  readonly isBusy: boolean;
  readonly onRetry: (choice: DeadLetterChoice) => void;
  readonly onDiscard: () => void;
}

/** One cause: what happened, how often, since when; below it, folded, the photos that it stopped. */
export function DeadLetterCauseCard({ cause, mayWrite, isBusy, onRetry, onDiscard }: DeadLetterCauseProps) {
  const { code, provider, count, tries, firstSeenAt, lastSeenAt, problem } = cause;
  const [isOpen, setIsOpen] = useState(count <= 5);
  const photos = count === 1 ? '1 photo' : `${count} photos`;
  return (
    <section aria-label={problem.detail} className="overflow-hidden rounded-md border border-line bg-surface">
      <div className="flex flex-wrap items-start gap-x-4 gap-y-3 p-4">
        <OctagonAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-failed" />
        <div className="min-w-0 grow basis-64">
          <h2 className="font-medium">{problem.detail}</h2>
          <p className="mt-0.5 text-sm text-quiet">{problem.hint}</p>
          <p className="figures mt-1.5 text-xs text-quiet">
            {photos}, {tries} {tries === 1 ? 'try' : 'tries'}
            {provider === null ? '' : ` on ${provider === 'local' ? 'this machine' : provider}`} · first <RelativeTime at={firstSeenAt} />,
            last <RelativeTime at={lastSeenAt} /> · <span className="font-mono">{code}</span>
          </p>
        </div>
        {mayWrite ? (
          <div className="flex flex-wrap gap-2">
            <Button size="small" isBusy={isBusy} onClick={onDiscard} aria-label={`Discard ${photos}: ${problem.detail}`}>
              Discard
            </Button>
            <Button
              size="small"
              variant="primary"
              isBusy={isBusy}
              icon={<RotateCcw aria-hidden />}
              onClick={() => onRetry({ which: 'cause', code, provider })}
            >
              Try {photos} again
            </Button>
          </div>
        ) : null}
      </div>
      <button
        type="button"
        aria-expanded={isOpen}
        onClick={() => setIsOpen(!isOpen)}
        className="flex h-9 w-full items-center gap-1.5 border-t border-line px-4 text-sm text-quiet hover:bg-hover hover:text-ink touch:h-11"
      >
        <ChevronRight aria-hidden className={`size-3.5 transition-transform ${isOpen ? 'rotate-90' : ''}`} />
        {isOpen ? 'Hide the photos' : 'Show the photos'}
      </button>
      {isOpen ? <FailedJobs code={code} provider={provider} mayWrite={mayWrite} isBusy={isBusy} onRetry={onRetry} /> : null}
    </section>
  );
}

interface FailedJobsProps extends Pick<DeadLetterCauseProps, 'mayWrite' | 'isBusy' | 'onRetry'> {
  readonly code: string;
  readonly provider: string | null;
}

function FailedJobs({ code, provider, mayWrite, isBusy, onRetry }: FailedJobsProps) {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const { data, isFetchingNextPage, hasNextPage, fetchNextPage } = useInfiniteQuery(failedJobsOptions(browserClient, code, provider));
  const jobs = itemsOf(data);
  if (jobs === undefined) return <Skeleton className="m-4 h-10" />;
  const choose = (id: string, isChosen: boolean) => {
    const next = new Set(chosen);
    if (isChosen) next.add(id);
    else next.delete(id);
    setChosen(next);
  };
  const some = jobs.filter(({ id }) => chosen.has(id)).map(({ id }) => id);
  return (
    <div className="border-t border-line">
      <ul className="divide-y divide-line">
        {jobs.map((job) => (
          <li key={job.id} className="flex flex-wrap items-start gap-x-4 gap-y-1 px-4 py-2">
            <div className="min-w-0 grow basis-56">
              {mayWrite ? (
                <Checkbox
                  label={job.photoName}
                  help={<VehicleName vehicleId={job.vehicleId} />}
                  isChecked={chosen.has(job.id)}
                  onChange={(isChosen) => choose(job.id, isChosen)}
                />
              ) : (
                <span>{job.photoName}</span>
              )}
            </div>
            <RelativeTime at={job.finishedAt ?? job.createdAt} className="mt-1.5 text-sm text-quiet" />
            {mayWrite ? (
              <Button
                size="small"
                isBusy={isBusy}
                aria-label={`Try again: ${job.photoName}`}
                onClick={() => onRetry({ which: 'these', jobIds: [job.id] })}
              >
                Try again
              </Button>
            ) : null}
            <JobAttempts job={job} className="basis-full" />
          </li>
        ))}
      </ul>
      <MoreRows hasMore={hasNextPage} isLoading={isFetchingNextPage} onMore={() => void fetchNextPage()} />
      {some.length > 1 ? (
        <div className="sticky bottom-0 flex items-center justify-between gap-4 border-t border-line bg-raised px-4 py-2">
          <span className="figures text-sm text-quiet">{some.length} chosen</span>
          <Button size="small" variant="primary" isBusy={isBusy} onClick={() => onRetry({ which: 'these', jobIds: some.slice(0, 500) })}>
            Try {some.length} again
          </Button>
        </div>
      ) : null}
    </div>
  );
}
