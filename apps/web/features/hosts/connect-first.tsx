'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import Link from 'next/link';
import { useRight } from '@/components/frame/rights.tsx';
import { buttonStyle } from '@/components/ui/button.tsx';
import { browserClient } from '@/lib/data/client.ts';
import { itemsOf } from '@/lib/data/pages.ts';
import { hostListOptions } from './host-queries.ts';

/** The first step, on pages that stay empty without a computer; nothing where there is one. */
export function ConnectFirst() {
  const mayConnect = useRight('hosts:write');
  const { data } = useInfiniteQuery(hostListOptions(browserClient));
  if (!mayConnect || itemsOf(data)?.length !== 0) return null;
  return (
    <Link href="/hosts/connect" className={buttonStyle({ variant: 'primary' })}>
      <Plus aria-hidden />
      Connect a computer
    </Link>
  );
}
