'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useRight } from '@/components/frame/rights.tsx';
import { ProblemNote } from '@/components/state/problem.tsx';
import { browserClient } from '@/lib/data/client.ts';
import { itemsOf } from '@/lib/data/pages.ts';
import { HostChecks } from '../hosts/host-checks.tsx';
import { hostListOptions } from '../hosts/host-queries.ts';
import { hostSigns } from '../hosts/host-words.ts';
import { Sign } from '../webhooks/sign.tsx';

/** The computers of this dealership, each asked how its own parts are when somebody wants to know. */
export function HostDiagnostics() {
  return useRight('hosts:read') ? <Hosts /> : null;
}

function Hosts() {
  const { data, error } = useInfiniteQuery(hostListOptions(browserClient));
  const hosts = itemsOf(data)?.filter(({ mode, state }) => mode === 'agent' && state !== 'revoked') ?? [];
  if (hosts.length === 0 && error === null) return null;
  return (
    <section aria-labelledby="host-diagnostics" className="mt-8">
      <h3 id="host-diagnostics" className="mb-2 text-base font-semibold">
        Computers
      </h3>
      {error === null ? null : <ProblemNote error={error} title="The computers could not be loaded." />}
      <ul className="flex flex-col gap-4">
        {hosts.map(({ id, name, state }) => (
          <li key={id} data-host={name} className="rounded-md border border-line bg-surface p-4">
            <p className="mb-2 flex flex-wrap items-center gap-x-3">
              <Link href={`/hosts/${id}`} className="font-medium hover:underline touch:-my-3 touch:py-3">
                {name}
              </Link>
              <Sign sign={hostSigns[state]} />
            </p>
            <HostChecks hostId={id} name={name} />
          </li>
        ))}
      </ul>
    </section>
  );
}
