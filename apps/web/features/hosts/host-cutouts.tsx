'use client';

import { useQuery } from '@tanstack/react-query';
import { CircleSlash, Scissors, TriangleAlert } from 'lucide-react';
import Link from 'next/link';
import { Note } from '@/components/ui/note.tsx';
import { browserClient } from '@/lib/data/client.ts';
import { providerListOptions } from '../providers/provider-queries.ts';
import { cutoutShareOf, type SharingHost } from './cutout-share.ts';

/** Whether photos come to this computer for their cutouts, what keeps them from it, and where to change that. */
export function HostCutouts({ host }: { readonly host: SharingHost & { readonly id: string } }) {
  const { data } = useQuery(providerListOptions(browserClient));
  const share = data && cutoutShareOf(host, data);
  if (!share) return null;
  const { kind, words } = share;
  if (kind === 'unable') {
    return (
      <Note icon={<TriangleAlert aria-hidden className="text-review" />} title="It cannot cut out photos yet.">
        {words}{' '}
        <Link href={`/hosts/${host.id}#diagnostics`} className={linkStyle}>
          Diagnostics
        </Link>{' '}
        says what to install.
      </Note>
    );
  }
  const change = (
    <Link href="/settings/providers" className={linkStyle}>
      Change who makes cutouts
    </Link>
  );
  if (kind === 'off') {
    return (
      <Note icon={<CircleSlash aria-hidden className="text-quiet" />} title="No photos come here.">
        {words} {change}
      </Note>
    );
  }
  return (
    <Note icon={<Scissors aria-hidden className={kind === 'first' ? 'text-approved' : 'text-quiet'} />} title={words}>
      {change}
    </Note>
  );
}

const linkStyle = 'underline underline-offset-2 hover:text-ink';
