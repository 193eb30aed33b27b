'use client';

import type { ScriptDetail } from '@forecourt/sdk/contract';
import { useQuery } from '@tanstack/react-query';
import { ArrowRight } from 'lucide-react';
import { useState } from 'react';
import { ProblemNote } from '@/components/state/problem.tsx';
import { Select } from '@/components/ui/select.tsx';
import { Skeleton } from '@/components/ui/skeleton.tsx';
import { Tabs } from '@/components/ui/tabs.tsx';
import { browserClient } from '@/lib/data/client.ts';
import { countOf } from '../transfers/figures.ts';
import { countChanges, readDiff } from './diff.ts';
import { DiffView } from './diff-view.tsx';
import { scriptDiffOptions } from './script-queries.ts';

const tabs = [
  { value: 'unified', label: 'One below the other' },
  { value: 'split', label: 'Side by side' },
] as const;

/** What changed between two versions; at first between the newest and the one before it. */
export function VersionDiff({ script }: { readonly script: ScriptDetail }) {
  const [newest, second] = script.all;
  const [chosen, setChosen] = useState<{ readonly from?: string; readonly to?: string }>({});
  const [look, setLook] = useState<'unified' | 'split'>('unified');
  if (newest === undefined || second === undefined) {
    return <p className="text-sm text-quiet">With a second version you see here what changed.</p>;
  }
  const from = chosen.from ?? second.version;
  const to = chosen.to ?? newest.version;
  const options = script.all.map(({ version }) => (
    <option key={version} value={version}>
      {version}
    </option>
  ));
  return (
    <div>
      <div className="mb-2 flex flex-wrap items-end gap-2">
        <Select label="From" value={from} onChange={(version) => setChosen({ ...chosen, from: version })} className="w-28">
          {options}
        </Select>
        <ArrowRight aria-hidden className="mb-2 size-4 text-quiet" />
        <Select label="To" value={to} onChange={(version) => setChosen({ ...chosen, to: version })} className="w-28">
          {options}
        </Select>
      </div>
      <Tabs tabs={tabs} value={look} onChange={setLook} label="How changes are shown" className="mb-2 max-sm:hidden">
        <Diff scriptId={script.id} from={from} to={to} isSideBySide={look === 'split'} />
      </Tabs>
    </div>
  );
}

interface DiffProps {
  readonly scriptId: string;
  readonly from: string;
  readonly to: string;
  readonly isSideBySide: boolean;
}

function Diff({ scriptId, from, to, isSideBySide }: DiffProps) {
  const { data, error } = useQuery({ ...scriptDiffOptions(browserClient, scriptId, from, to), enabled: from !== to });
  if (from === to) return <p className="text-sm text-quiet">Choose two versions.</p>;
  if (data === undefined)
    return error === null ? <Skeleton className="h-40" /> : <ProblemNote error={error} title="They could not be compared." />;
  const hunks = readDiff(data);
  if (hunks.length === 0) return <p className="text-sm text-quiet">Both say the same.</p>;
  const { added, removed } = countChanges(hunks);
  return (
    <>
      <p className="figures mb-2 text-sm text-quiet">
        {countOf(added, 'line')} added, {removed} removed
      </p>
      <DiffView hunks={hunks} isSideBySide={isSideBySide} />
    </>
  );
}
