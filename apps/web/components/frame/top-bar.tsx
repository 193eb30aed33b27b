'use client';

import type { Identity } from '@forecourt/sdk/contract';
import { Search } from 'lucide-react';
import Link from 'next/link';
import { Button } from '@/components/ui/button.tsx';
import { Kbd } from '@/components/ui/kbd.tsx';
import { DealershipMenu } from '@/features/dealerships/dealership-menu.tsx';
import { Bell } from '@/features/notifications/bell.tsx';
import { TransfersTray } from '@/features/transfers/transfers-tray.tsx';
import { useCommands } from './commands.tsx';
import { LiveSign } from './live-sign.tsx';
import { LogoMark } from './logo.tsx';
import { ModifierKey } from './modifier-key.tsx';
import { PersonMenu } from './person-menu.tsx';

/** On top of every page: search and commands, whether it is live, transfers, person. */
export function TopBar({ identity }: { readonly identity: Identity }) {
  const { openPalette } = useCommands();
  return (
    <header className="sticky top-0 z-20 flex h-(--top-height) items-center gap-2 border-b border-line bg-canvas px-3 md:px-6">
      <Link
        href="/vehicles"
        className="flex size-11 items-center justify-center md:hidden"
        aria-label={`${identity.dealership.name}: vehicles`}
      >
        <LogoMark />
      </Link>
      <button
        type="button"
        onClick={openPalette}
        aria-keyshortcuts="Control+K Meta+K"
        className="hidden h-8 w-full max-w-80 items-center gap-2 rounded-md border border-line bg-surface px-2.5 text-left text-quiet transition-colors hover:border-line-strong md:flex"
      >
        <Search aria-hidden className="size-4 shrink-0" />
        <span className="grow">Search or do…</span>
        <span className="flex gap-1" aria-hidden>
          <ModifierKey />
          <Kbd>K</Kbd>
        </span>
      </button>
      <span className="grow" />
      <DealershipMenu current={identity.dealership} canAdd={identity.scopes.includes('installation:write')} />
      <LiveSign />
      <Button variant="quiet" size="icon" aria-label="Search or do" onClick={openPalette} className="md:hidden">
        <Search aria-hidden />
      </Button>
      <TransfersTray />
      <Bell />
      <PersonMenu identity={identity} />
    </header>
  );
}
