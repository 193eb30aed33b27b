'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { useRight } from '@/components/frame/rights.tsx';
import { Skeleton } from '@/components/ui/skeleton.tsx';
import { browserClient } from '@/lib/data/client.ts';
import { runsOfJobOptions } from './execution-queries.ts';

/** What a cutout says of where it came from. */
export interface CutoutOrigin {
  readonly jobId: string;
  readonly provider: string;
}

/** Providers that are no computers of the dealership, whatever ran there before it came to them. */
const othersThanHosts: readonly string[] = ['local', 'openai', 'replicate'];

/**
 * The computer that made a cutout, with the way to it, as the run of its job tells.
 *
 * @returns null where no computer of the dealership made it, or this person may not see those
 */
export function useMakerOf(cutout: CutoutOrigin | null): ReactNode {
  const isAsked = useRight('hosts:read') && cutout !== null && !othersThanHosts.includes(cutout.provider);
  const { data } = useQuery({ ...runsOfJobOptions(browserClient, cutout?.jobId ?? ''), enabled: isAsked });
  if (!isAsked) return null;
  const run = data?.find(({ state }) => state === 'done');
  if (run !== undefined) {
    return (
      <Link href={`/hosts/${run.hostId}`} className="underline underline-offset-2 hover:text-accent-text">
        {run.hostName}
      </Link>
    );
  }
  // A name that somebody gave may be that of anybody.
  if (cutout.provider !== 'remote') return null;
  return data === undefined ? <Skeleton className="inline-block h-4 w-24" /> : 'Not known any more';
}
