'use client';

import type { ExecutionDetail, HostFile } from '@forecourt/sdk/contract';
import { CircleCheck, Clock, Download, OctagonAlert } from 'lucide-react';
import { useState } from 'react';
import { Button, buttonStyle } from '@/components/ui/button.tsx';
import { browserClient } from '@/lib/data/client.ts';
import { useHydrated } from '@/lib/use-hydrated.ts';
import { bytesInWords } from '../transfers/figures.ts';
import { filesOf, isUnderWay, type RunFile } from './execution-words.ts';

/** So many stand there at first. */
const shownAtFirst = 50;

const signs = {
  waiting: { word: 'Waiting', icon: Clock, text: 'text-waiting' },
  done: { word: 'Done', icon: CircleCheck, text: 'text-approved' },
  failed: { word: 'Failed', icon: OctagonAlert, text: 'text-failed' },
} as const;

/** Every file of a run with its checksum, and what came of it. */
export function RunFiles({ run }: { readonly run: ExecutionDetail }) {
  const [isWhole, setWhole] = useState(false);
  const files = filesOf(run);
  if (files.length === 0) return <p className="text-sm text-quiet">It ran without files.</p>;
  const shown = isWhole ? files : files.slice(0, shownAtFirst);
  return (
    <>
      <ul aria-label="Files" className="divide-y divide-line overflow-hidden rounded-md border border-line bg-surface">
        {shown.map((file, index) => (
          <FileRow key={file.input?.sha256 ?? file.output?.sha256 ?? index} file={file} isLive={isUnderWay(run)} />
        ))}
      </ul>
      {files.length > shown.length ? (
        <Button className="mt-3" onClick={() => setWhole(true)}>
          Show all {files.length}
        </Button>
      ) : null}
    </>
  );
}

function FileRow({ file: { name, input, output, problem, state }, isLive }: { readonly file: RunFile; readonly isLive: boolean }) {
  const { word, icon: Icon, text } = signs[state];
  return (
    <li data-file={name} data-state={state} className="grid grid-cols-[auto_minmax(0,1fr)_auto] items-center gap-x-3 gap-y-1 px-4 py-2">
      <Icon aria-hidden className={`size-4 ${state === 'waiting' && !isLive ? 'text-quiet' : text}`} />
      <div className="min-w-0">
        <p className="truncate font-medium" title={name}>
          {name}
        </p>
        <span className="sr-only">{state === 'waiting' && !isLive ? 'nothing came of it' : word}</span>
        {problem === null ? null : (
          <p className="text-sm break-words">
            {problem.message} <span className="text-quiet">{problem.hint}</span>
          </p>
        )}
        <p className="figures text-xs text-quiet">
          {input === null ? null : <Checksum file={input} />}
          {input !== null && output !== null ? <span aria-hidden> → </span> : null}
          {output === null ? null : <Checksum file={output} />}
        </p>
      </div>
      {output === null ? null : <SaveLink file={output} />}
    </li>
  );
}

function Checksum({ file: { sha256, bytes } }: { readonly file: HostFile }) {
  return (
    <>
      <code className="font-mono" title={`SHA-256 ${sha256}`}>
        {sha256.slice(0, 12)}
      </code>{' '}
      {bytesInWords(bytes)}
    </>
  );
}

function SaveLink({ file: { sha256, name } }: { readonly file: HostFile }) {
  const isAwake = useHydrated();
  return (
    <a
      href={isAwake ? browserClient().assets.fileUrl(sha256, { download: name }) : undefined}
      aria-label={`Save ${name}`}
      className={buttonStyle({ variant: 'quiet', size: 'icon-small' })}
    >
      <Download aria-hidden />
    </a>
  );
}
