'use client';

import type { AffectedJob, ErrorDetail, ErrorGroup, ErrorOccurrence } from '@forecourt/sdk/contract';
import { useQuery } from '@tanstack/react-query';
import { Copy } from 'lucide-react';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { ProblemNote } from '@/components/state/problem.tsx';
import { StateBadge } from '@/components/state/state-badge.tsx';
import { Button } from '@/components/ui/button.tsx';
import { copyText } from '@/components/ui/copy-text.ts';
import { RelativeTime } from '@/components/ui/relative-time.tsx';
import { Skeleton } from '@/components/ui/skeleton.tsx';
import { browserClient } from '@/lib/data/client.ts';
import { errorOptions } from './error-queries.ts';
import { RateChart } from './rate-chart.tsx';

/** Everything that is known of a group: when, which photos, and each of the last failures in full. */
export function ErrorDetails({ group, place }: { readonly group: ErrorGroup; readonly place: string }) {
  const { data, error, isFetching, refetch } = useQuery(errorOptions(browserClient, group.id));
  if (data === undefined) {
    if (error === null) return <Skeleton className="mt-3 h-48" />;
    return (
      <ProblemNote
        error={error}
        title="The details could not be loaded."
        className="mt-3"
        action={
          <Button size="small" isBusy={isFetching} onClick={() => void refetch()}>
            Try again
          </Button>
        }
      />
    );
  }
  return (
    <div className="mt-3 grid gap-5 border-t border-line pt-4 lg:grid-cols-2">
      <div className="flex min-w-0 flex-col gap-5">
        <Facts detail={data} place={place} />
        <RateChart hours={data.hours} />
        {data.affected.length > 0 ? <Affected detail={data} /> : null}
      </div>
      <Occurrences occurrences={data.occurrences} />
    </div>
  );
}

function Facts({ detail, place }: { readonly detail: ErrorDetail; readonly place: string }) {
  const facts: readonly (readonly [string, ReactNode])[] = [
    ['Code', <code key="code">{detail.code}</code>],
    ['Where', place],
    ['First', <RelativeTime key="first" at={detail.firstSeenAt} />],
    ['Last', <RelativeTime key="last" at={detail.lastSeenAt} />],
    ['Photos', detail.photoCount],
    ...(detail.changedBy !== null && detail.changedAt !== null
      ? ([['Changed', <Changed key="by" by={detail.changedBy} at={detail.changedAt} />]] as const)
      : []),
  ];
  return (
    <dl className="grid grid-cols-[5rem_minmax(0,1fr)] gap-x-4 gap-y-1 text-sm">
      {facts.map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="text-quiet">{name}</dt>
          <dd className="figures min-w-0 break-words">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Changed({ by, at }: { readonly by: string; readonly at: string }) {
  return (
    <>
      by {by}, <RelativeTime at={at} />
    </>
  );
}

function Affected({ detail }: { readonly detail: ErrorDetail }) {
  const rest = detail.jobCount - detail.affected.length;
  return (
    <section aria-label="Photos that it stopped">
      <h3 className="text-sm font-medium">Photos that it stopped</h3>
      <ul className="mt-1.5 max-h-64 divide-y divide-line overflow-y-auto rounded-md border border-line bg-surface">
        {detail.affected.map((job) => (
          <AffectedRow key={job.jobId} job={job} />
        ))}
      </ul>
      {rest > 0 ? <p className="mt-1.5 text-sm text-quiet">And {rest} more.</p> : null}
    </section>
  );
}

function AffectedRow({ job }: { readonly job: AffectedJob }) {
  return (
    <li className="flex min-h-9 items-center gap-3 px-3 text-sm touch:min-h-11">
      <Link href={`/vehicles/${job.vehicleId}/photos/${job.photoId}`} className="min-w-0 grow truncate hover:underline">
        {job.photoName}
      </Link>
      <StateBadge state={job.state} isPlain />
    </li>
  );
}

function Occurrences({ occurrences }: { readonly occurrences: readonly ErrorOccurrence[] }) {
  return (
    <section aria-label="The latest failures" className="min-w-0">
      <h3 className="text-sm font-medium">The latest failures</h3>
      <ul className="mt-1.5 flex flex-col gap-2">
        {occurrences.map((occurrence) => (
          <Occurrence key={occurrence.id} occurrence={occurrence} />
        ))}
      </ul>
    </section>
  );
}

function Occurrence({ occurrence }: { readonly occurrence: ErrorOccurrence }) {
  const text = contextOf(occurrence);
  return (
    <li>
      <details className="rounded-md border border-line bg-surface text-sm">
        <summary className="flex min-h-9 items-center gap-3 px-3 touch:min-h-11">
          <RelativeTime at={occurrence.at} className="w-24 shrink-0 text-quiet" />
          <span className="min-w-0 truncate">{occurrence.message}</span>
        </summary>
        <div className="flex items-start gap-2 border-t border-line bg-sunken p-3">
          <pre className="min-w-0 grow overflow-x-auto whitespace-pre-wrap break-words font-mono text-xs">{text}</pre>
          <Button variant="quiet" size="icon-small" aria-label="Copy all of it" onClick={() => copyText(text)}>
            <Copy aria-hidden />
          </Button>
        </div>
      </details>
    </li>
  );
}

/** One failure as somebody sends it to whoever helps. */
function contextOf({ at, message, correlationId, jobId, photoId, details }: ErrorOccurrence): string {
  const lines = [
    `at: ${at}`,
    `message: ${message}`,
    ...(correlationId === null ? [] : [`id: ${correlationId}`]),
    ...(jobId === null ? [] : [`job: ${jobId}`]),
    ...(photoId === null ? [] : [`photo: ${photoId}`]),
    ...(Object.keys(details).length === 0 ? [] : [`details: ${JSON.stringify(details, null, 2)}`]),
  ];
  return lines.join('\n');
}
