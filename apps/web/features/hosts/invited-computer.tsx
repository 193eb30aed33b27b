'use client';

import type { Enrolment } from '@forecourt/sdk/contract';
import { useQuery } from '@tanstack/react-query';
import { CircleCheck, Clock, LoaderCircle, TriangleAlert } from 'lucide-react';
import Link from 'next/link';
import { type ReactNode, useState } from 'react';
import { ProblemNote } from '@/components/state/problem.tsx';
import { Button, buttonStyle } from '@/components/ui/button.tsx';
import { CopyLine } from '@/components/ui/copy-line.tsx';
import { Tabs } from '@/components/ui/tabs.tsx';
import { browserClient } from '@/lib/data/client.ts';
import { useNow } from '../transfers/use-now.ts';
import { HostCutouts } from './host-cutouts.tsx';
import { enrolmentsOptions, hostOptions } from './host-queries.ts';
import { countdown, leadsToItself } from './host-words.ts';
import { RoadMap } from './road-map.tsx';

export interface InvitedComputerProps {
  readonly invitation: Enrolment & { readonly commands: { readonly powershell: string; readonly shell: string } };
  readonly onAgain: () => void;
  readonly isBusy: boolean;
  readonly error: Error | null;
}

const tabs = [
  { value: 'powershell', label: 'Windows' },
  { value: 'shell', label: 'Linux or macOS' },
] as const;

/** Events tell of it; where they do not get through, it is asked for. */
const lookAgainMs = 4_000;

/** The line to paste, how long it counts, and the computer as soon as it has come. */
export function InvitedComputer({ invitation, onAgain, isBusy, error }: InvitedComputerProps) {
  const { id, name, commands, expiresAt } = invitation;
  const [system, setSystem] = useState<'powershell' | 'shell'>('powershell');
  const { data: hostId = null } = useQuery({
    ...enrolmentsOptions(browserClient),
    select: (items) => items.find((each) => each.id === id)?.hostId ?? null,
    refetchInterval: ({ state }) => (state.data?.some((each) => each.id === id && each.state === 'used') ? false : lookAgainMs),
  });
  const nowMs = useNow(hostId === null);
  const left = countdown(expiresAt, nowMs);
  if (hostId !== null) return <Arrived hostId={hostId} name={name} />;
  return (
    <div>
      {error === null ? null : <ProblemNote error={error} title="The line was not made." className="mb-4" />}
      <ol className="flex flex-col gap-5">
        <Step number={1} title={`Go to ${name}`}>
          {system === 'powershell' ? (
            <p className="text-sm text-quiet">
              Open the Start menu there, type <kbd className="font-sans font-medium text-ink">PowerShell</kbd> and choose “Run as
              administrator”. It needs Node 22.18 or newer: <code className="font-mono text-xs">winget install OpenJS.NodeJS.LTS</code>{' '}
              brings it.
            </p>
          ) : (
            <p className="text-sm text-quiet">Open a terminal there. It needs Node 22.18 or newer.</p>
          )}
        </Step>
        <Step number={2} title="Paste this line and press Enter">
          <Tabs tabs={tabs} value={system} onChange={setSystem} label="System of the computer">
            <CopyLine
              label={system === 'powershell' ? 'Line for PowerShell' : 'Line for the shell'}
              text={commands[system]}
              className={left === null ? 'mt-3 opacity-60' : 'mt-3'}
            />
          </Tabs>
          {leadsToItself(commands[system]) ? (
            <p className="mt-2 flex gap-2 text-sm">
              <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-review" />
              <span>
                It counts on this very computer only: it leads to localhost. For another one open Forecourt by the address at which that one
                reaches it, and make the line there.
              </span>
            </p>
          ) : null}
          <p className="mt-2 text-xs text-quiet">
            It counts once, and only for this computer. Whoever has it can connect one: send it to nobody. It is not shown again.
          </p>
        </Step>
        <Step number={3} title="Wait here">
          {left === null ? (
            <div className="flex flex-wrap items-center gap-3">
              <p role="status" className="flex items-center gap-2 text-sm">
                <Clock aria-hidden className="size-4 shrink-0 text-review" />
                The 15 minutes are over: the line does not count any more.
              </p>
              <Button size="small" variant="primary" isBusy={isBusy} onClick={onAgain}>
                Make another line
              </Button>
            </div>
          ) : (
            <p className="flex items-center gap-2 text-sm" suppressHydrationWarning>
              <LoaderCircle aria-hidden className="size-4 shrink-0 animate-spin text-working" />
              <span role="status">{name} has not come yet.</span>
              <span className="figures text-quiet" title={new Date(expiresAt).toLocaleTimeString()}>
                {left} left
              </span>
            </p>
          )}
        </Step>
      </ol>
    </div>
  );
}

function Step({ number, title, children }: { readonly number: number; readonly title: string; readonly children: ReactNode }) {
  return (
    <li className="grid grid-cols-[1.75rem_minmax(0,1fr)] gap-x-3">
      <span
        aria-hidden
        className="figures flex size-7 items-center justify-center rounded-full border border-line bg-surface text-sm font-medium"
      >
        {number}
      </span>
      <div>
        <h3 className="mb-1 min-h-7 pt-1 text-base font-medium">{title}</h3>
        {children}
      </div>
    </li>
  );
}

/** The computer has come: what leads to it. */
function Arrived({ hostId, name }: { readonly hostId: string; readonly name: string }) {
  const { data: host } = useQuery({ ...hostOptions(browserClient, hostId), refetchInterval: lookAgainMs });
  const isReady = host?.state === 'online';
  return (
    <div>
      <p role="status" className="mb-4 flex items-center gap-2 text-base font-medium">
        {isReady ? (
          <CircleCheck aria-hidden className="size-5 shrink-0 text-approved" />
        ) : (
          <LoaderCircle aria-hidden className="size-5 shrink-0 animate-spin text-working" />
        )}
        {isReady ? `${host.name} is connected.` : `${name} has come. Looking for roads to it…`}
      </p>
      {host === undefined ? null : <RoadMap host={host} />}
      {host === undefined ? null : <HostCutouts host={host} />}
      <div className="mt-4 flex flex-wrap gap-2">
        <Link href={`/hosts/${hostId}`} className={buttonStyle({ variant: 'primary' })}>
          Open {name}
        </Link>
      </div>
    </div>
  );
}
