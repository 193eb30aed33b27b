'use client';

import type { Scope } from '@forecourt/sdk/contract';
import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { browserClient } from '@/lib/data/client.ts';
import { LoadedThing } from '../settings/loaded-thing.tsx';
import { Section } from '../settings/section.tsx';
import { Sign } from '../webhooks/sign.tsx';
import { HostActions } from './host-actions.tsx';
import { HostChecks } from './host-checks.tsx';
import { HostCutouts } from './host-cutouts.tsx';
import { HostFigures } from './host-figures.tsx';
import { HostHistory } from './host-history.tsx';
import { HostKeys, SshSettings } from './host-keys.tsx';
import { HostNotes } from './host-notes.tsx';
import { hostOptions } from './host-queries.ts';
import { hostSigns, platformInWords } from './host-words.ts';
import { RoadMap } from './road-map.tsx';
import { UptimeStrips } from './uptime-strip.tsx';

export interface HostPageProps {
  readonly hostId: string;
  readonly scopes: readonly Scope[];
}

/** Uptime moves on without an event. */
const lookAgainMs = 60_000;

/** One computer: the roads to it, how much of the time it was there, what it has, what happened to it. */
export function HostPage({ hostId, scopes }: HostPageProps) {
  const query = useQuery({ ...hostOptions(browserClient, hostId), refetchInterval: lookAgainMs });
  const mayWrite = scopes.includes('hosts:write');
  return (
    <LoadedThing list={{ path: '/hosts', label: 'Computers' }} query={query} problemTitle="The computer could not be loaded.">
      {(host) => (
        <>
          <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
            <div className="min-w-0">
              <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
                <h2 className="text-lg font-semibold break-words">{host.name}</h2>
                <Sign sign={hostSigns[host.state]} />
              </div>
              <p className="mt-0.5 text-sm text-quiet">
                {platformInWords(host.platform)}
                {host.version === null ? null : `, agent ${host.version}`}
              </p>
            </div>
            {mayWrite ? <HostActions host={host} mayRun={scopes.includes('scripts:run')} /> : null}
          </div>
          <HostNotes host={host} />
          <HostCutouts host={host} />
          <section aria-label="Roads to it" className="mt-5">
            <RoadMap host={host} />
          </section>
          <div className="mt-6">
            <Section id="uptime" title="Uptime" description="How much of the time it could be reached, by any road.">
              <UptimeStrips host={host} />
            </Section>
            <Section
              id="load"
              title="Load"
              description={
                <>
                  As it said last. What it did stands under{' '}
                  <Link href={`/runs?host=${host.id}`} className="underline underline-offset-2 hover:text-ink">
                    Runs
                  </Link>{' '}
                  and{' '}
                  <Link href={`/transfers?host=${host.id}`} className="underline underline-offset-2 hover:text-ink">
                    Transfers
                  </Link>
                  .
                </>
              }
            >
              <HostFigures host={host} />
            </Section>
            {host.mode === 'agent' && host.state !== 'revoked' ? (
              <Section id="diagnostics" title="Diagnostics" description="Ask the agent how its parts are, and what to do.">
                <HostChecks hostId={host.id} name={host.name} />
              </Section>
            ) : null}
            <Section id="ssh" title="SSH" description="Where to sign in, and the keys by which both sides know each other.">
              <SshSettings host={host} mayWrite={mayWrite} />
            </Section>
            {host.mode === 'agent' ? (
              <Section id="keys" title="Keys of its agent" description="Made on the computer, where the private half stays.">
                <HostKeys host={host} />
              </Section>
            ) : null}
            <Section id="history" title="History" description="When it came, went, and changed its road.">
              <HostHistory host={host} />
            </Section>
          </div>
        </>
      )}
    </LoadedThing>
  );
}
