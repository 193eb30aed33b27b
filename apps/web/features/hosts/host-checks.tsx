'use client';

import { useQuery } from '@tanstack/react-query';
import { Stethoscope } from 'lucide-react';
import { ProblemNote } from '@/components/state/problem.tsx';
import { Button } from '@/components/ui/button.tsx';
import { RelativeTime } from '@/components/ui/relative-time.tsx';
import { browserClient } from '@/lib/data/client.ts';
import { CheckList } from '../diagnostics/check-list.tsx';
import { inOneLine } from '../diagnostics/check-words.ts';
import { hostDiagnosticsOptions } from './host-queries.ts';

/** Has the agent look at its own parts, when somebody asks. */
export function HostChecks({ hostId, name }: { readonly hostId: string; readonly name: string }) {
  const { data, error, isFetching, refetch } = useQuery(hostDiagnosticsOptions(browserClient, hostId));
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <p aria-live="polite" className="text-sm text-quiet">
          {isFetching ? 'Looking at each part…' : null}
          {!isFetching && data === undefined ? 'Engine, disk, memory, clock, scripts: looked at on the computer itself.' : null}
          {!isFetching && data !== undefined ? (
            <>
              {inOneLine(data)}. Looked at <RelativeTime at={data.checkedAt} />, version {data.version}.
            </>
          ) : null}
        </p>
        <Button icon={<Stethoscope aria-hidden />} isBusy={isFetching} onClick={() => void refetch()} aria-label={`Look now: ${name}`}>
          Look now
        </Button>
      </div>
      {error === null ? null : <ProblemNote error={error} title={`${name} could not be looked at.`} />}
      {data === undefined ? null : <CheckList checks={data.checks} />}
    </div>
  );
}
