'use client';

import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useEffect, useRef } from 'react';
import { isWithin } from '@/components/frame/navigation.ts';
import { classNames } from '@/components/ui/class-names.ts';

const pages = [
  { path: '/hosts', label: 'Computers' },
  { path: '/scripts', label: 'Scripts' },
  { path: '/runs', label: 'Runs' },
  { path: '/transfers', label: 'Transfers' },
  { path: '/sync', label: 'Folders' },
] as const;

/** Leads from one page about hosts to the next. */
export function HostTabs() {
  const pathname = usePathname();
  const list = useRef<HTMLUListElement>(null);
  // On a phone the last of them are out of sight: the one that is open is not.
  useEffect(() => {
    list.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [pathname]);
  return (
    <nav aria-label="Hosts" className="mb-6 overflow-x-auto border-b border-line">
      <ul ref={list} className="flex sm:gap-1">
        {pages.map(({ path, label }) => {
          const isHere = isWithin(pathname, { path });
          return (
            <li key={path}>
              <Link
                href={path}
                aria-current={isHere ? 'page' : undefined}
                className={classNames(
                  '-mb-px flex min-h-11 items-center border-b-2 px-2 sm:px-3 whitespace-nowrap md:min-h-10',
                  isHere ? 'border-accent font-medium' : 'border-transparent text-quiet hover:text-ink',
                )}
              >
                {label}
              </Link>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
