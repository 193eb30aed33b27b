'use client';

import type { Job } from '@forecourt/sdk/contract';
import { ArrowUpToLine, RotateCcw, X } from 'lucide-react';
import Link from 'next/link';
import { StateBadge } from '@/components/state/state-badge.tsx';
import { Button } from '@/components/ui/button.tsx';
import { classNames } from '@/components/ui/class-names.ts';
import { ProgressBar } from '@/components/ui/progress-bar.tsx';
import { RelativeTime } from '@/components/ui/relative-time.tsx';
import { JobAttempts } from './job-attempts.tsx';
import { jobDetail } from './job-words.ts';
import { VehicleName } from './vehicle-name.tsx';

export interface JobRowProps {
  readonly job: Job;
  readonly now: Date;
  readonly onRetry: (job: Job) => void;
  readonly onCancel: (job: Job) => void;
  readonly onHurry: (job: Job) => void;
  readonly isBusy: boolean;
}

/** One job: its photo, its state, what is happening, and the one thing that can be done about it. */
export function JobRow({ job, now, onRetry, onCancel, onHurry, isBusy }: JobRowProps) {
  const share = job.state === 'working' ? (job.progress?.share ?? 0) : undefined;
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-2 px-4 py-2 hover:bg-hover md:min-h-14 md:grid-cols-[7.5rem_minmax(0,4fr)_minmax(0,5fr)_6rem_9.5rem]">
      <StateBadge state={job.state} {...(share === undefined ? {} : { share })} className="order-1 justify-self-start md:order-none" />
      <div className="order-3 min-w-0 md:order-none">
        <Link href={`/vehicles/${job.vehicleId}`} className="block truncate font-medium hover:underline touch:-my-3 touch:py-3">
          {job.photoName}
        </Link>
        <div className="truncate text-sm text-quiet">
          <VehicleName vehicleId={job.vehicleId} />
        </div>
      </div>
      <div className="order-5 col-span-2 min-w-0 text-sm text-quiet md:order-none md:col-span-1">
        <div className={classNames('figures', job.state !== 'failed' && 'truncate')}>
          {jobDetail(job, now)}
          {job.attempts > 1 ? <span className="ml-2 text-xs">({job.attempts} tries)</span> : null}
        </div>
        {job.attempts > 1 || job.state === 'failed' ? <JobAttempts job={job} /> : null}
        {share === undefined ? null : (
          <ProgressBar share={share} label={`${job.photoName}: working`} className="mt-1.5 text-working md:max-w-72" />
        )}
      </div>
      <RelativeTime
        at={job.finishedAt ?? job.startedAt ?? job.createdAt}
        className="order-2 justify-self-end text-sm text-quiet md:order-none"
      />
      <div className="order-4 flex justify-end md:order-none">
        <JobAction job={job} onRetry={onRetry} onCancel={onCancel} onHurry={onHurry} isBusy={isBusy} />
      </div>
    </li>
  );
}

function JobAction({ job, onRetry, onCancel, onHurry, isBusy }: Omit<JobRowProps, 'now'>) {
  switch (job.state) {
    case 'waiting':
    case 'working':
      return (
        <div className="flex gap-1">
          {(job.position ?? 0) > 0 ? (
            <Button size="icon-small" variant="quiet" isBusy={isBusy} aria-label={`Do ${job.photoName} first`} onClick={() => onHurry(job)}>
              <ArrowUpToLine aria-hidden />
            </Button>
          ) : null}
          <Button
            size="small"
            isBusy={isBusy}
            icon={<X aria-hidden />}
            aria-label={`Cancel ${job.photoName}`}
            onClick={() => onCancel(job)}
          >
            Cancel
          </Button>
        </div>
      );
    case 'failed':
    case 'cancelled':
      return (
        <Button
          size="small"
          isBusy={isBusy}
          icon={<RotateCcw aria-hidden />}
          aria-label={`Try again: ${job.photoName}`}
          onClick={() => onRetry(job)}
        >
          Try again
        </Button>
      );
    case 'done':
      return null;
  }
}
