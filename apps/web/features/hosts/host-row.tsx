import type { HostStatus } from '@forecourt/sdk/contract';
import { CircleArrowUp, TriangleAlert } from 'lucide-react';
import Link from 'next/link';
import { classNames } from '@/components/ui/class-names.ts';
import { ProgressBar } from '@/components/ui/progress-bar.tsx';
import { RelativeTime } from '@/components/ui/relative-time.tsx';
import { Sign } from '../webhooks/sign.tsx';
import {
  clockInWords,
  hostSigns,
  isAsPromised,
  latencyInWords,
  loadInWords,
  lossInWords,
  platformInWords,
  roadWords,
  uptimeInWords,
  usedRoad,
} from './host-words.ts';

/** One computer: how it is, how it is reached, how much of the time, and what it has to do. */
export function HostRow({ host }: { readonly host: HostStatus }) {
  const { id, name, state, platform, version, isOutdated } = host;
  const clock = clockInWords(host.clockOffsetMs);
  return (
    <li
      data-host={name}
      className={classNames(
        'relative grid grid-cols-2 items-center gap-x-6 gap-y-3 px-4 py-3 hover:bg-hover md:min-h-18 md:grid-cols-[minmax(0,3fr)_10.5rem_minmax(0,2fr)] lg:grid-cols-[minmax(0,3fr)_10.5rem_minmax(0,2.4fr)_9rem_9rem]',
        state === 'revoked' && 'text-quiet',
      )}
    >
      <div className="col-span-2 min-w-0 md:col-span-1">
        <Link href={`/hosts/${id}`} className="block truncate font-medium after:absolute after:inset-0">
          {name}
        </Link>
        <p className="truncate text-xs text-quiet">
          {host.mode === 'ssh' ? 'No agent, by SSH alone' : platformInWords(platform)}
          {version === null ? null : <span className="figures"> · {version}</span>}
        </p>
        {isOutdated && state !== 'revoked' ? (
          <p className="mt-0.5 flex items-center gap-1 text-xs text-accent-text">
            <CircleArrowUp aria-hidden className="size-3.5 shrink-0" />A newer agent is there
          </p>
        ) : null}
        {host.mode === 'agent' && state === 'online' && host.capacity !== null && !host.operations.includes('removeBackground') ? (
          <p className="mt-0.5 flex items-center gap-1 text-xs text-review">
            <TriangleAlert aria-hidden className="size-3.5 shrink-0" />
            Cannot cut out photos yet
          </p>
        ) : null}
        {clock === null ? null : (
          <p className="mt-0.5 flex items-center gap-1 text-xs text-review">
            <TriangleAlert aria-hidden className="size-3.5 shrink-0" />
            {clock}
          </p>
        )}
      </div>
      <div>
        <Sign sign={hostSigns[state]} />
        {state === 'offline' && host.lastSeenAt !== null ? (
          <p className="text-xs text-quiet">
            Seen <RelativeTime at={host.lastSeenAt} />
          </p>
        ) : null}
      </div>
      <UsedRoad host={host} />
      <div className="max-md:order-last md:max-lg:hidden">
        <Load host={host} />
      </div>
      <Uptime host={host} />
    </li>
  );
}

function UsedRoad({ host }: { readonly host: HostStatus }) {
  const road = usedRoad(host);
  if (host.state === 'revoked') return <p className="text-sm text-quiet">Believed no more</p>;
  if (road === undefined) return <p className="text-sm text-quiet">No road works</p>;
  return (
    <div className="min-w-0">
      <p className="truncate text-sm">{roadWords[road.kind].name}</p>
      <p className="figures truncate text-xs text-quiet">
        {latencyInWords(road.latencyMs)} · {lossInWords(road.lossShare)}
      </p>
    </div>
  );
}

function Load({ host: { capacity, state } }: { readonly host: HostStatus }) {
  if (capacity === null || state === 'revoked' || state === 'offline') return <p className="text-sm text-quiet max-md:hidden">–</p>;
  const share = capacity.slots === 0 ? 0 : capacity.busy / capacity.slots;
  return (
    <div className="figures text-sm">
      {loadInWords(capacity)}
      <ProgressBar share={share} label="Places taken" className="mt-1.5 max-w-36 text-working" />
    </div>
  );
}

function Uptime({ host: { uptime } }: { readonly host: HostStatus }) {
  return (
    <dl className="figures grid grid-cols-[3.75rem_4rem] gap-x-2 text-sm md:max-lg:hidden lg:justify-end">
      <Share name="Up 24 h" share={uptime.day} target={uptime.target} />
      <Share name="Up 30 d" share={uptime.month} target={uptime.target} />
    </dl>
  );
}

function Share({ name, share, target }: { readonly name: string; readonly share: number | null; readonly target: number }) {
  const isLess = isAsPromised(share, target) === false;
  return (
    <>
      <dt className="text-quiet">{name}</dt>
      <dd className={classNames('text-right', isLess && 'font-medium text-review')}>
        {uptimeInWords(share)}
        {isLess ? <span className="sr-only">, less than promised</span> : null}
      </dd>
    </>
  );
}
