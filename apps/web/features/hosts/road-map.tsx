'use client';

import type { HostStatus, RoadStatus } from '@forecourt/sdk/contract';
import { Cloud, Server } from 'lucide-react';
import type { ReactNode } from 'react';
import { classNames } from '@/components/ui/class-names.ts';
import { RelativeTime } from '@/components/ui/relative-time.tsx';
import { useNow } from '../transfers/use-now.ts';
import { Sign } from '../webhooks/sign.tsx';
import { hintOf, hostSigns, latencyInWords, loadInWords, lossInWords, nextTryInWords, roadSigns, roadWords } from './host-words.ts';

/** The drawing of a host: the platform, every road to it as it is now, and the computer with its load. */
export function RoadMap({ host }: { readonly host: HostStatus }) {
  const nowMs = useNow(host.roads.some(({ nextTryAt }) => nextTryAt !== null));
  return (
    <div className="grid items-stretch overflow-hidden rounded-md border border-line bg-surface md:grid-cols-[9rem_minmax(0,1fr)_11rem]">
      <End icon={<Cloud aria-hidden />} title="Forecourt" className="max-md:border-b md:border-r" />
      {host.roads.length === 0 ? (
        <p className="self-center px-5 py-8 text-sm text-quiet">No road leads there yet. The first appears when its agent calls.</p>
      ) : (
        <ul aria-label="Roads" className="self-center divide-y divide-line">
          {host.roads.map((road) => (
            <Road key={`${road.kind} ${road.address ?? ''}`} road={road} nowMs={nowMs} />
          ))}
        </ul>
      )}
      <End icon={<Server aria-hidden />} title={host.name} className="max-md:border-t md:border-l">
        <Sign sign={hostSigns[host.state]} className="mt-1" />
        {host.capacity === null || host.state === 'offline' || host.state === 'revoked' ? null : (
          <p className="figures mt-1 text-sm text-quiet">{loadInWords(host.capacity)}</p>
        )}
      </End>
    </div>
  );
}

interface EndProps {
  readonly icon: ReactNode;
  readonly title: string;
  readonly className: string;
  readonly children?: ReactNode;
}

function End({ icon, title, className, children }: EndProps) {
  return (
    <div
      className={classNames(
        'flex min-w-0 flex-col items-center justify-center border-line bg-sunken px-4 py-4 text-center [&>svg]:size-6 [&>svg]:shrink-0 [&>svg]:text-quiet',
        className,
      )}
    >
      {icon}
      <p className="mt-1.5 max-w-full font-medium break-words">{title}</p>
      {children}
    </div>
  );
}

/** A line as it is: whole where requests take it, thin where they could, broken where nothing gets through. */
const lineStyles = {
  used: 'border-t-3 border-approved',
  up: 'border-t-2 border-approved/60',
  down: 'border-t-2 border-dashed border-failed',
  unknown: 'border-t-2 border-dotted border-line-control',
} as const;

function Road({ road, nowMs }: { readonly road: RoadStatus; readonly nowMs: number }) {
  const { kind, address, state, problem, lastSuccessAt } = road;
  const isUsed = road.isUsed && state === 'up';
  const nextTry = nextTryInWords(road.nextTryAt, nowMs);
  return (
    <li data-road={kind} data-state={state} className="px-4 py-3 md:px-5">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-0.5">
        <p className="min-w-0">
          <span className="font-medium">{roadWords[kind].name}</span>
          {isUsed ? <span className="ml-2 rounded-sm bg-approved-soft px-1.5 py-0.5 text-xs font-medium text-approved">In use</span> : null}
        </p>
        <p className="figures text-sm text-quiet">
          {state === 'up' ? `${latencyInWords(road.latencyMs)} · ${lossInWords(road.lossShare)}` : null}
          {state === 'down' && road.lossShare !== null ? lossInWords(road.lossShare) : null}
        </p>
      </div>
      <div aria-hidden className={classNames('-mx-4 my-2 md:-mx-5', lineStyles[isUsed ? 'used' : state])} />
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-0.5 text-sm">
        <Sign sign={roadSigns[state]} />
        <p className="min-w-0 text-xs break-all text-quiet">{address ?? roadWords[kind].words}</p>
      </div>
      {problem === null ? null : (
        <p className="mt-1.5 text-sm">
          {problem.message} <span className="text-quiet">{hintOf(road)}</span>
        </p>
      )}
      {state === 'up' ? null : (
        <p className="figures mt-1 text-xs text-quiet" suppressHydrationWarning>
          {lastSuccessAt === null ? (
            'It never worked yet.'
          ) : (
            <>
              Worked last <RelativeTime at={lastSuccessAt} />.
            </>
          )}
          {nextTry === null ? null : ` Tried again ${nextTry}.`}
        </p>
      )}
      {road.tailscale === null ? null : <Tailscale peer={road.tailscale} />}
    </li>
  );
}

const tailscaleWords = {
  direct: 'directly connected',
  relayed: 'through a relay of Tailscale',
  offline: 'offline',
  unknown: 'not known',
} as const;

function Tailscale({ peer: { state, relay, lastSeenAt, keyExpiresAt } }: { readonly peer: NonNullable<RoadStatus['tailscale']> }) {
  return (
    <p className="mt-1 text-xs text-quiet">
      Tailscale: {tailscaleWords[state]}
      {state === 'relayed' && relay !== null ? ` (${relay})` : null}
      {state === 'offline' && lastSeenAt !== null ? (
        <>
          , seen <RelativeTime at={lastSeenAt} />
        </>
      ) : null}
      {keyExpiresAt === null ? null : (
        <>
          . Its key ends <RelativeTime at={keyExpiresAt} />
        </>
      )}
    </p>
  );
}
