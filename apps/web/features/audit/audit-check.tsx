'use client';

import type { AuditVerification } from '@forecourt/sdk/contract';
import { useQuery } from '@tanstack/react-query';
import { Link2, ShieldAlert, ShieldCheck } from 'lucide-react';
import { ProblemNote } from '@/components/state/problem.tsx';
import { Button } from '@/components/ui/button.tsx';
import { RelativeTime } from '@/components/ui/relative-time.tsx';
import { browserClient } from '@/lib/data/client.ts';
import { auditCheckOptions } from './audit-queries.ts';

/** Whether the log is as it was written, checked when somebody asks. */
export function AuditCheck() {
  const { data, error, isFetching, refetch } = useQuery({ ...auditCheckOptions(browserClient), enabled: false });
  const button = (
    <Button isBusy={isFetching} onClick={() => void refetch()}>
      {data === undefined ? 'Check the log' : 'Check again'}
    </Button>
  );
  if (error !== null && !isFetching) return <ProblemNote error={error} title="The log could not be checked." action={button} />;
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-3 rounded-md border border-line bg-surface px-4 py-3">
      <div role="status" className="flex min-w-0 grow basis-72 items-start gap-3">
        <Verdict result={data} isChecking={isFetching} />
      </div>
      {button}
    </div>
  );
}

function Verdict({ result, isChecking }: { readonly result: AuditVerification | undefined; readonly isChecking: boolean }) {
  if (result === undefined) {
    return (
      <>
        <Link2 aria-hidden className="mt-0.5 size-4 shrink-0 text-quiet" />
        <div>
          <p className="font-medium">{isChecking ? 'Reading every entry…' : 'Each entry is chained to the one before'}</p>
          <p className="text-sm text-quiet">A check finds whatever was changed, removed or put in by somebody with the database.</p>
        </div>
      </>
    );
  }
  if (result.finding !== null) {
    return (
      <>
        <ShieldAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-failed" />
        <div>
          <p className="font-medium">The log is not as it was written</p>
          <p className="text-sm text-quiet">
            {result.finding.message} Keep the database and its back-ups as they are, and find out who had access to it.
          </p>
        </div>
      </>
    );
  }
  return (
    <>
      <ShieldCheck aria-hidden className="mt-0.5 size-4 shrink-0 text-approved" />
      <div>
        <p className="font-medium">
          {result.since === null
            ? 'Nothing was written down yet'
            : `The chain is intact since ${new Date(result.since).toLocaleDateString()}`}
        </p>
        <p className="figures text-sm text-quiet">
          {result.entries} entries checked
          {result.signedAt === null ? ', none signed yet' : `, signed up to entry ${result.signedUpTo} `}
          {result.signedAt === null ? null : <RelativeTime at={result.signedAt} />}
        </p>
      </div>
    </>
  );
}
