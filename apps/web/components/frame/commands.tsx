'use client';

import { useRouter } from 'next/navigation';
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { type CommandAction, CommandActionsProvider } from './command-actions.tsx';
import { CommandPalette } from './command-palette.tsx';
import { useDestinations } from './rights.tsx';
import { ShortcutsProvider, useShortcutList, useShortcuts } from './shortcuts.tsx';
import { ShortcutsDialog } from './shortcuts-dialog.tsx';

interface Commands {
  openPalette(): void;
  openShortcuts(): void;
}

const CommandsContext = createContext<Commands>({ openPalette: () => undefined, openShortcuts: () => undefined });

/** Opens the palette or the overview of keys. */
export function useCommands(): Commands {
  return useContext(CommandsContext);
}

/** Keys, the palette (Ctrl/⌘ K) and the overview (?), for all pages below. */
export function CommandsProvider({ children }: { readonly children: ReactNode }) {
  return (
    <ShortcutsProvider>
      <CommandActionsProvider>{(actions) => <WithDialogs actions={actions}>{children}</WithDialogs>}</CommandActionsProvider>
    </ShortcutsProvider>
  );
}

function WithDialogs({ actions, children }: { readonly actions: () => readonly CommandAction[]; readonly children: ReactNode }) {
  const router = useRouter();
  const destinations = useDestinations();
  const [open, setOpen] = useState<'palette' | 'shortcuts' | null>(null);
  const [shortcuts, readShortcuts] = useShortcutList();
  const commands = useMemo<Commands>(
    () => ({
      openPalette: () => setOpen('palette'),
      openShortcuts: () => {
        readShortcuts();
        setOpen('shortcuts');
      },
    }),
    [readShortcuts],
  );
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
      event.preventDefault();
      setOpen((current) => (current === 'palette' ? null : 'palette'));
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);
  useShortcuts([
    ...destinations.map(({ keys, label, path }) => ({ keys, label, group: 'Everywhere', run: () => router.push(path) })),
    { keys: ['?'], label: 'These shortcuts', group: 'Everywhere', run: commands.openShortcuts },
  ]);
  const close = (isOpen: boolean) => {
    if (!isOpen) setOpen(null);
  };
  return (
    <CommandsContext value={commands}>
      {children}
      <CommandPalette isOpen={open === 'palette'} onOpenChange={close} actions={actions} />
      <ShortcutsDialog isOpen={open === 'shortcuts'} onOpenChange={close} shortcuts={shortcuts} />
    </CommandsContext>
  );
}
