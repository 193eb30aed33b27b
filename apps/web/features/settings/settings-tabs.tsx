'use client';

import type { Scope } from '@forecourt/sdk/contract';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useEffect, useRef } from 'react';
import { classNames } from '@/components/ui/class-names.ts';
import { settingsPages } from './pages.ts';

/** Leads from one page of the settings to the next; shows only what this person may open. */
export function SettingsTabs({ scopes }: { readonly scopes: readonly Scope[] }) {
  const pathname = usePathname();
  const list = useRef<HTMLUListElement>(null);
  // On a phone most of them are out of sight: the one that is open is not.
  useEffect(() => {
    list.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [pathname]);
  const pages = settingsPages.filter(({ right }) => right === undefined || scopes.includes(right));
  if (pages.length < 2) return null;
  const isHere = (path: string) => pathname === path || (path !== '/settings' && pathname.startsWith(`${path}/`));
  return (
    <nav aria-label="Settings" className="mb-6 overflow-x-auto border-b border-line">
      <ul ref={list} className="flex gap-1">
        {pages.map(({ path, label }) => (
          <li key={path}>
            <Link
              href={path}
              aria-current={isHere(path) ? 'page' : undefined}
              className={classNames(
                '-mb-px flex min-h-11 items-center border-b-2 px-3 whitespace-nowrap md:min-h-10',
                isHere(path) ? 'border-accent font-medium' : 'border-transparent text-quiet hover:text-ink',
              )}
            >
              {label}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
