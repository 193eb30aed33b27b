'use client';

import type { Identity } from '@forecourt/sdk/contract';
import { Keyboard, LogOut, Settings } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { Button } from '@/components/ui/button.tsx';
import { Kbd } from '@/components/ui/kbd.tsx';
import { Menu, MenuItem, MenuSeparator } from '@/components/ui/menu.tsx';
import { useSignOut } from '@/lib/data/use-sign-out.ts';
import { useCommands } from './commands.tsx';
import { ThemeItems } from './theme-items.tsx';

/** Who is signed in, how it looks, and the way out. */
export function PersonMenu({ identity }: { readonly identity: Identity }) {
  const router = useRouter();
  const { openShortcuts } = useCommands();
  const signOut = useSignOut();
  const name = identity.person?.name ?? identity.dealership.name;
  return (
    <Menu
      trigger={
        <Button variant="quiet" size="icon">
          <span className="flex size-6 items-center justify-center rounded-full bg-ink text-xs font-semibold text-canvas">
            {initials(name)}
          </span>
          <span className="sr-only">{name}: account</span>
        </Button>
      }
    >
      <div className="px-2.5 pt-1.5 pb-2">
        <div className="truncate font-medium">{name}</div>
        <div className="truncate text-xs text-quiet">{identity.person?.email}</div>
      </div>
      <MenuSeparator />
      <ThemeItems />
      <MenuSeparator />
      <MenuItem icon={<Settings aria-hidden />} onClick={() => router.push('/settings')}>
        Settings
      </MenuItem>
      <MenuItem icon={<Keyboard aria-hidden />} keys={<Kbd>?</Kbd>} onClick={openShortcuts}>
        Keyboard shortcuts
      </MenuItem>
      <MenuSeparator />
      <MenuItem icon={<LogOut aria-hidden />} onClick={() => signOut.mutate()}>
        Sign out
      </MenuItem>
    </Menu>
  );
}

function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  const letters = [words.at(0), words.length > 1 ? words.at(-1) : undefined].map((word) =>
    word === undefined ? '' : ([...word][0] ?? ''),
  );
  return letters.join('').toUpperCase();
}
