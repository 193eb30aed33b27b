'use client';

import { useQuery } from '@tanstack/react-query';
import { CircleSlash, type LucideIcon, Scissors, TriangleAlert } from 'lucide-react';
import Link from 'next/link';
import { Note } from '@/components/ui/note.tsx';
import { browserClient } from '@/lib/data/client.ts';
import { providerListOptions } from '../providers/provider-queries.ts';
import { type CutoutShare, cutoutShareOf, type SharingHost } from './cutout-share.ts';

/** Whether photos come to this computer for their cutouts, what keeps them from it, and where to change that. */
export function HostCutouts({ host }: { readonly host: SharingHost & { readonly id: string } }) {
  const { data } = useQuery(providerListOptions(browserClient));
  const share = data && cutoutShareOf(host, data);
  if (!share) return null;
  const { kind, title, words } = share;
  const { icon: Icon, colour } = signs[kind];
  return (
    <Note icon={<Icon aria-hidden className={colour} />} title={title}>
      {words}{' '}
      {kind === 'unable' ? (
        <>
          <Link href={`/hosts/${host.id}#diagnostics`} className={linkStyle}>
            Diagnostics
          </Link>{' '}
          says what to install.
        </>
      ) : (
        <Link href="/settings/providers" className={linkStyle}>
          Change who makes cutouts
        </Link>
      )}
    </Note>
  );
}

const signs: Readonly<Record<CutoutShare['kind'], { readonly icon: LucideIcon; readonly colour: string }>> = {
  first: { icon: Scissors, colour: 'text-approved' },
  also: { icon: Scissors, colour: 'text-quiet' },
  off: { icon: CircleSlash, colour: 'text-quiet' },
  unable: { icon: TriangleAlert, colour: 'text-review' },
};

const linkStyle = 'underline underline-offset-2 hover:text-ink';
