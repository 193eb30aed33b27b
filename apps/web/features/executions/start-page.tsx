'use client';

import type { Script } from '@forecourt/sdk/contract';
import { useQuery } from '@tanstack/react-query';
import { ChevronLeft, FileCode } from 'lucide-react';
import Link from 'next/link';
import { useState } from 'react';
import { Empty } from '@/components/state/empty.tsx';
import { ProblemNote } from '@/components/state/problem.tsx';
import { buttonStyle } from '@/components/ui/button.tsx';
import { Select } from '@/components/ui/select.tsx';
import { Skeleton } from '@/components/ui/skeleton.tsx';
import { browserClient } from '@/lib/data/client.ts';
import { scriptListOptions, scriptOptions } from '../scripts/script-queries.ts';
import { StartForm } from './start-form.tsx';

export interface StartPageProps {
  readonly initialScriptId: string | null;
  readonly initialHostId: string | null;
}

/** Which script is to run; what it takes follows from that. */
export function StartPage({ initialScriptId, initialHostId }: StartPageProps) {
  const { data: scripts, error } = useQuery(scriptListOptions(browserClient));
  return (
    <div className="max-w-3xl">
      <Link href="/runs" className="mb-3 inline-flex min-h-8 items-center gap-1 text-sm text-quiet hover:text-ink touch:min-h-11">
        <ChevronLeft aria-hidden className="size-4" />
        Runs
      </Link>
      <h2 className="mb-4 text-lg font-semibold">Run a script</h2>
      {error === null ? null : <ProblemNote error={error} title="The scripts could not be loaded." />}
      {scripts === undefined && error === null ? <Skeleton className="h-60" /> : null}
      {scripts === undefined ? null : <WithScripts scripts={scripts} initialScriptId={initialScriptId} initialHostId={initialHostId} />}
    </div>
  );
}

function WithScripts({ scripts, initialScriptId, initialHostId }: StartPageProps & { readonly scripts: readonly Script[] }) {
  const runnable = scripts.filter(({ current }) => current !== null);
  const [chosen, setChosen] = useState(initialScriptId);
  const scriptId = runnable.find(({ id }) => id === chosen)?.id ?? runnable[0]?.id;
  if (scriptId === undefined) {
    const action = (
      <Link href="/scripts" className={buttonStyle({ variant: 'primary' })}>
        Go to the scripts
      </Link>
    );
    return <Empty icon={FileCode} title="There is no script to run" actions={action} />;
  }
  return (
    <div className="flex flex-col gap-6">
      <Select label="Script" value={scriptId} onChange={setChosen} className="sm:w-80">
        {runnable.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </Select>
      <WithScript key={scriptId} scriptId={scriptId} initialHostId={initialHostId} />
    </div>
  );
}

function WithScript({ scriptId, initialHostId }: { readonly scriptId: string; readonly initialHostId: string | null }) {
  const { data: script, error } = useQuery(scriptOptions(browserClient, scriptId));
  if (script !== undefined) return <StartForm script={script} initialHostId={initialHostId} />;
  return error === null ? <Skeleton className="h-60" /> : <ProblemNote error={error} title="The script could not be loaded." />;
}
