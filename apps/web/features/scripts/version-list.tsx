'use client';

import type { ScriptDetail, ScriptVersion } from '@forecourt/sdk/contract';
import { CircleCheck } from 'lucide-react';
import { Button } from '@/components/ui/button.tsx';
import { RelativeTime } from '@/components/ui/relative-time.tsx';
import { compareVersions } from './next-version.ts';

export interface VersionListProps {
  readonly script: ScriptDetail;
  readonly mayWrite: boolean;
  readonly onChoose: (version: string) => void;
  readonly onShow: (version: string) => void;
  readonly isBusy: boolean;
}

/** Every version that was ever added, newest first, with the one that is run. */
export function VersionList({ script, mayWrite, onChoose, onShow, isBusy }: VersionListProps) {
  return (
    <ul aria-label="Versions" className="divide-y divide-line overflow-hidden rounded-md border border-line bg-surface">
      {script.all.map((version) => (
        <li
          key={version.version}
          data-version={version.version}
          className="grid min-h-14 grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-2 px-4 py-2 sm:grid-cols-[7rem_minmax(0,1fr)_auto]"
        >
          <p className="figures font-medium">
            {version.version}
            {version.isCurrent ? (
              <span className="flex items-center gap-1 text-xs font-medium text-approved">
                <CircleCheck aria-hidden className="size-3.5" />
                Current
              </span>
            ) : null}
          </p>
          <div className="min-w-0 max-sm:order-last max-sm:col-span-2">
            <p className="break-words">{version.note === '' ? <span className="text-quiet">No note</span> : version.note}</p>
            <p className="text-xs text-quiet">
              {version.addedBy}, <RelativeTime at={version.createdAt} /> ·{' '}
              <code className="font-mono" title={`SHA-256 ${version.sha256}`}>
                {version.sha256.slice(0, 12)}
              </code>
            </p>
          </div>
          <div className="flex flex-wrap justify-end gap-2">
            <Button size="small" aria-label={`Show ${version.version}`} onClick={() => onShow(version.version)}>
              Show
            </Button>
            {mayWrite && !version.isCurrent ? (
              <Button
                size="small"
                isBusy={isBusy}
                aria-label={`${isOlder(version, script) ? 'Roll back' : 'Run this'}: ${version.version}`}
                onClick={() => onChoose(version.version)}
              >
                {isOlder(version, script) ? 'Roll back' : 'Run this'}
              </Button>
            ) : null}
          </div>
        </li>
      ))}
    </ul>
  );
}

function isOlder({ version }: ScriptVersion, { current }: ScriptDetail): boolean {
  return current !== null && compareVersions(version, current) < 0;
}
