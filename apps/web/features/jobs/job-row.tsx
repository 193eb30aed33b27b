'use client';

import type { Job } from '@forecourt/sdk/contract';
import { RotateCcw, X } from 'lucide-react';
import Link from 'next/link';
import { StateBadge } from '@/components/state/state-badge.tsx';
import { Button } from '@/components/ui/button.tsx';
import { classNames } from '@/components/ui/class-names.ts';
import { ProgressBar } from '@/components/ui/progress-bar.tsx';
import { RelativeTime } from '@/components/ui/relative-time.tsx';
import { jobDetail } from './job-words.ts';

export interface JobRowProps {
  readonly job: Job;
  readonly now: Date;
  readonly onRetry: (job: Job) => void;
  readonly onCancel: (job: Job) => void;
  readonly isBusy: boolean;
}

/** One job: its photo, its state, what is happening, and the one thing that can be done about it. */
export function JobRow({ job, now, onRetry, onCancel, isBusy }: JobRowProps) {
  const share = job.state === 'working' ? (job.progress?.share ?? 0) : undefined;
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-1.5 px-4 py-2.5 hover:bg-hover md:min-h-14 md:grid-cols-[8rem_minmax(0,3fr)_minmax(0,5fr)_7rem_7.5rem]">
      <div className="order-1 col-start-1 md:order-none">
        <StateBadge state={job.state} {...(share === undefined ? {} : { share })} />
      </div>
      <div className="order-3 col-span-2 min-w-0 md:order-none md:col-span-1">
        <Link
          href={`/vehicles/${job.vehicleId}`}
          className="inline-block max-w-full truncate align-bottom font-medium leading-6 hover:underline"
        >
          {job.photoName}
        </Link>
        {job.attempts > 1 ? <span className="figures ml-2 text-xs text-quiet">{job.attempts} tries</span> : null}
      </div>
      <div className="order-4 col-span-2 min-w-0 text-sm text-quiet md:order-none md:col-span-1">
        <div className={classNames(job.state !== 'failed' && 'truncate', 'figures')}>{jobDetail(job, now)}</div>
        {share === undefined ? null : (
          <ProgressBar share={share} label={`${job.photoName}: working`} className="mt-1.5 max-w-72 text-working" />
        )}
      </div>
      <RelativeTime at={job.finishedAt ?? job.startedAt ?? job.createdAt} className="order-2 text-right text-sm text-quiet md:order-none" />
      <div className="order-5 col-span-2 flex justify-end md:order-none md:col-span-1">
        <JobAction job={job} onRetry={onRetry} onCancel={onCancel} isBusy={isBusy} />
      </div>
    </li>
  );
}

function JobAction({ job, onRetry, onCancel, isBusy }: Omit<JobRowProps, 'now'>) {
  switch (job.state) {
    case 'waiting':
    case 'working':
      return (
        <Button size="small" isBusy={isBusy} icon={<X aria-hidden />} aria-label={`Cancel ${job.photoName}`} onClick={() => onCancel(job)}>
          Cancel
        </Button>
      );
    case 'failed':
    case 'cancelled':
      return (
        <Button
          size="small"
          isBusy={isBusy}
          icon={<RotateCcw aria-hidden />}
          aria-label={`Try ${job.photoName} again`}
          onClick={() => onRetry(job)}
        >
          Try again
        </Button>
      );
    case 'done':
      return null;
  }
}
