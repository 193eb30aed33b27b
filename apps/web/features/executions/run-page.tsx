'use client';

import type { ExecutionDetail } from '@forecourt/sdk/contract';
import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { ProblemNote } from '@/components/state/problem.tsx';
import { ProgressBar } from '@/components/ui/progress-bar.tsx';
import { RelativeTime } from '@/components/ui/relative-time.tsx';
import { browserClient } from '@/lib/data/client.ts';
import { roadWords } from '../hosts/host-words.ts';
import { LoadedThing } from '../settings/loaded-thing.tsx';
import { Section } from '../settings/section.tsx';
import { bytesInWords, percentOf } from '../transfers/figures.ts';
import { useNow } from '../transfers/use-now.ts';
import { Sign } from '../webhooks/sign.tsx';
import { executionOptions } from './execution-queries.ts';
import {
  durationInWords,
  executionSigns,
  exitInWords,
  filesInWords,
  filesOf,
  isUnderWay,
  shareOfRun,
  whatRan,
  whyInWords,
} from './execution-words.ts';
import { LogView } from './log-view.tsx';
import { PhotoOfRun } from './photo-of-run.tsx';
import { RunActions } from './run-actions.tsx';
import { RunFiles } from './run-files.tsx';

export interface RunPageProps {
  readonly executionId: string;
  readonly mayRun: boolean;
}

/** Events tell of everything; where they do not get through, it is asked for while it runs. */
const lookAgainMs = 10_000;

/** One run: watched while it goes on, and looked up afterwards. */
export function RunPage({ executionId, mayRun }: RunPageProps) {
  const query = useQuery({
    ...executionOptions(browserClient, executionId),
    refetchInterval: ({ state }) => (state.data !== undefined && isUnderWay(state.data) ? lookAgainMs : false),
  });
  return (
    <LoadedThing list={{ path: '/runs', label: 'Runs' }} query={query} problemTitle="The run could not be loaded.">
      {(run) => (
        <>
          <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
            <div className="min-w-0">
              <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
                <h2 className="text-lg font-semibold break-all">{whatRan(run)}</h2>
                <span aria-live="polite">
                  <Sign sign={executionSigns[run.state]} className={run.state === 'running' ? '[&>svg]:animate-spin' : ''} />
                </span>
              </div>
              <p className="mt-0.5 text-sm text-quiet">
                on{' '}
                <Link href={`/hosts/${run.hostId}`} className="underline underline-offset-2 hover:text-ink">
                  {run.hostName}
                </Link>
                , {whyInWords(run)}, <RelativeTime at={run.createdAt} />
                {run.whatIf ? '. It only says what it would do.' : ''}
              </p>
            </div>
            {mayRun ? <RunActions run={run} /> : null}
          </div>
          <Progress run={run} />
          {run.problem === null ? null : <ProblemNote error={run.problem} className="mt-4" />}
          <div className="mt-6">
            <Section id="facts" title="Run" description="When, how and with what.">
              <Facts run={run} />
            </Section>
            <Section id="files" title="Files" description="What went in, what came out, each with its checksum.">
              <RunFiles run={run} />
            </Section>
            <Section
              id="log"
              title="Log"
              description={
                <>
                  The last 2,000 lines.{' '}
                  <a
                    href={`/api/v1/executions/${run.id}/log`}
                    download={`run-${run.id}.log`}
                    className="underline underline-offset-2 hover:text-ink"
                  >
                    Save all of it
                  </a>{' '}
                  ({bytesInWords(run.logBytes)}).
                </>
              }
            >
              <LogView log={run.log} isLive={isUnderWay(run)} />
            </Section>
          </div>
        </>
      )}
    </LoadedThing>
  );
}

function Progress({ run }: { readonly run: ExecutionDetail }) {
  if (!isUnderWay(run)) return null;
  const share = shareOfRun(run) ?? 0;
  return (
    <div className="mt-4">
      <p className="figures mb-1.5 flex justify-between gap-4 text-sm">
        <span>{run.state === 'waiting' ? 'Waits for a free place' : (run.progress?.stage ?? 'Starting')}</span>
        <span className="text-quiet">{percentOf(share)} %</span>
      </p>
      <ProgressBar share={share} label="How far it is" className="text-working" />
    </div>
  );
}

function Facts({ run }: { readonly run: ExecutionDetail }) {
  const nowMs = useNow(isUnderWay(run));
  const parameters = Object.entries(run.parameters);
  return (
    <dl className="grid grid-cols-2 gap-px overflow-hidden rounded-md border border-line bg-line sm:grid-cols-3">
      <Fact name="Took">
        <span suppressHydrationWarning>{durationInWords(run, nowMs)}</span>
      </Fact>
      <Fact name="Results">
        {filesInWords({ inputs: run.inputs, outputs: Math.max(run.outputs, filesOf(run).filter(({ output }) => output !== null).length) })}
      </Fact>
      <Fact name="Exit">{exitInWords(run.exitCode)}</Fact>
      <Fact name="Road">{run.road === null ? '–' : roadWords[run.road].name}</Fact>
      <Fact name="Tries">{run.attempts === 0 ? '–' : run.attempts}</Fact>
      <Fact name="Why">{run.photoId === null ? 'Somebody started it' : <PhotoOfRun photoId={run.photoId} />}</Fact>
      <div className="col-span-full min-w-0 bg-surface px-4 py-2.5">
        <dt className="text-xs text-quiet">Parameters</dt>
        <dd className="mt-0.5 min-w-0">
          {parameters.length === 0 ? (
            <span className="text-quiet">None</span>
          ) : (
            <ul className="font-mono text-sm">
              {parameters.map(([name, value]) => (
                <li key={name} className="break-all">
                  -{name} {String(value)}
                </li>
              ))}
            </ul>
          )}
        </dd>
      </div>
    </dl>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div className="min-w-0 bg-surface px-4 py-2.5">
      <dt className="text-xs text-quiet">{name}</dt>
      <dd className="figures mt-0.5 text-base font-medium break-words">{children}</dd>
    </div>
  );
}
