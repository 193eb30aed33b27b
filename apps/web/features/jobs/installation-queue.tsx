'use client';

import type { InstallationQueue as InstallationState, Schedule, Scope } from '@forecourt/sdk/contract';
import { useQuery } from '@tanstack/react-query';
import { Inbox, Pause } from 'lucide-react';
import type { ReactNode } from 'react';
import { Empty } from '@/components/state/empty.tsx';
import { ProblemNote } from '@/components/state/problem.tsx';
import { Badge } from '@/components/ui/badge.tsx';
import { Button } from '@/components/ui/button.tsx';
import { RelativeTime } from '@/components/ui/relative-time.tsx';
import { Skeleton } from '@/components/ui/skeleton.tsx';
import { browserClient } from '@/lib/data/client.ts';
import { useInstallationPause } from './queue-pause.tsx';
import { installationQueueOptions, scheduleOptions } from './queue-queries.ts';

/** The queue of all dealerships, who works on it, and what runs by the clock: for operators. */
export function InstallationQueue({ scopes }: { readonly scopes: readonly Scope[] }) {
  const { data, error, isFetching, refetch } = useQuery(installationQueueOptions(browserClient));
  const pause = useInstallationPause();
  if (data === undefined) {
    if (error === null) return <Skeleton className="mt-4 h-64" />;
    return (
      <ProblemNote
        error={error}
        title="The queue could not be loaded."
        className="mt-4"
        action={
          <Button variant="primary" size="small" isBusy={isFetching} onClick={() => void refetch()}>
            Try again
          </Button>
        }
      />
    );
  }
  const mayPause = scopes.includes('installation:write');
  return (
    <div className="mt-5">
      <Part
        title="Dealerships"
        action={
          mayPause && !data.pause ? (
            <Button size="small" icon={<Pause aria-hidden />} isBusy={pause.isPending} onClick={() => pause.mutate(true)}>
              Pause all dealerships
            </Button>
          ) : null
        }
      >
        <Dealerships dealerships={data.dealerships} />
      </Part>
      <Part title="Workers">
        <Workers workers={data.workers} />
      </Part>
      <Schedules />
    </div>
  );
}

function Part({ title, action, children }: { readonly title: string; readonly action?: ReactNode; readonly children: ReactNode }) {
  return (
    <section className="mb-6">
      <div className="mb-2 flex min-h-8 items-center justify-between gap-4">
        <h2 className="text-lg font-semibold">{title}</h2>
        {action}
      </div>
      {children}
    </section>
  );
}

const cell = 'px-4 py-2 text-left align-top';

function Table({ head, label, children }: { readonly head: readonly string[]; readonly label: string; readonly children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard
    <section aria-label={label} tabIndex={0} className="overflow-x-auto rounded-md border border-line bg-surface">
      <table className="figures w-full text-sm">
        <thead className="border-b border-line text-xs text-quiet">
          <tr>
            {head.map((name) => (
              <th key={name} scope="col" className={`${cell} whitespace-nowrap font-medium`}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y divide-line">{children}</tbody>
      </table>
    </section>
  );
}

function Dealerships({ dealerships }: Pick<InstallationState, 'dealerships'>) {
  if (dealerships.length === 0)
    return <Empty icon={Inbox} title="Nothing waits" className="rounded-md border border-line bg-surface py-10" />;
  return (
    <Table label="Dealerships with jobs" head={['Dealership', 'Waiting', 'For their next try', 'Working', 'Waiting the longest since']}>
      {dealerships.map(({ id, name, waiting, delayed, working, oldestWaitingAt, pause }) => (
        <tr key={id}>
          <th scope="row" className={`${cell} font-medium`}>
            {name} {pause ? <Badge>Paused by {pause.by}</Badge> : null}
          </th>
          <td className={cell}>{waiting}</td>
          <td className={cell}>{delayed}</td>
          <td className={cell}>{working}</td>
          <td className={cell}>{oldestWaitingAt === null ? '–' : <RelativeTime at={oldestWaitingAt} />}</td>
        </tr>
      ))}
    </Table>
  );
}

function Workers({ workers }: Pick<InstallationState, 'workers'>) {
  if (workers.length === 0) {
    return (
      <Empty icon={Inbox} title="Nobody works" className="rounded-md border border-line bg-surface py-10">
        Start one with <code className="font-mono">forecourt worker</code>, or set FORECOURT_SERVER_WORKER to yes.
      </Empty>
    );
  }
  return (
    <Table label="Workers" head={['Machine', 'Process', 'Provider', 'Under way', 'Since', 'Last sign of life']}>
      {workers.map(({ id, host, processId, provider, places, underWay, startedAt, seenAt }) => (
        <tr key={id}>
          <th scope="row" className={`${cell} font-medium`}>
            {host}
          </th>
          <td className={cell}>{processId}</td>
          <td className={cell}>{provider}</td>
          <td className={cell}>
            {underWay} of {places}
          </td>
          <td className={cell}>
            <RelativeTime at={startedAt} />
          </td>
          <td className={cell}>
            <RelativeTime at={seenAt} />
          </td>
        </tr>
      ))}
    </Table>
  );
}

function Schedules() {
  const { data } = useQuery(scheduleOptions(browserClient));
  return (
    <Part title="By the clock">
      {data === undefined ? (
        <Skeleton className="h-24" />
      ) : (
        <Table label="Tasks by the clock" head={['Task', 'When', 'Next', 'Last']}>
          {data.map((schedule) => (
            <tr key={schedule.task}>
              <th scope="row" className={`${cell} min-w-56 font-medium`}>
                {schedule.task}
                <span className="block text-xs font-normal text-quiet">{schedule.description}</span>
              </th>
              <td className={`${cell} whitespace-nowrap font-mono`}>
                {schedule.cron} <span className="text-quiet">{schedule.timeZone}</span>
              </td>
              <td className={cell}>{schedule.nextAt === null ? '–' : <RelativeTime at={schedule.nextAt} />}</td>
              <td className={cell}>
                <LastRun last={schedule.last} />
              </td>
            </tr>
          ))}
        </Table>
      )}
    </Part>
  );
}

function LastRun({ last }: Pick<Schedule, 'last'>) {
  if (last === null) return <>Not yet</>;
  if (last.state === 'running')
    return (
      <>
        Running since <RelativeTime at={last.startedAt} />
      </>
    );
  if (last.state === 'done')
    return (
      <>
        Done <RelativeTime at={last.finishedAt ?? last.startedAt} />
      </>
    );
  return (
    <span className="text-failed">
      Failed <RelativeTime at={last.finishedAt ?? last.startedAt} />: {last.problem?.detail}
    </span>
  );
}
