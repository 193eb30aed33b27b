'use client';

import { useEffect } from 'react';
import { type Shortcut, useShortcuts } from '@/components/frame/shortcuts.tsx';
import { bindings, type Command } from './keys.ts';

export type Commands = Readonly<Record<Exclude<Command, 'hold-before'>, () => void>> & { readonly hold: (isHeld: boolean) => void };

/** Listens for the keys of the light table. */
export function useReviewKeys(commands: Commands): void {
  const { hold } = commands;
  useShortcuts(
    bindings.flatMap(({ command, keys, does, group, repeats }) =>
      keys.map(
        (key): Shortcut => ({
          keys: [key],
          label: does,
          group,
          run(event) {
            if (event.repeat && !repeats) return;
            if (command === 'hold-before') commands.hold(true);
            else commands[command]();
          },
        }),
      ),
    ),
  );
  useEffect(() => {
    const release = (event: Event) => {
      if (event instanceof KeyboardEvent && event.key.toLowerCase() !== 'b') return;
      hold(false);
    };
    window.addEventListener('keyup', release);
    // A key that is released over another window is never heard of here.
    window.addEventListener('blur', release);
    return () => {
      window.removeEventListener('keyup', release);
      window.removeEventListener('blur', release);
    };
  }, [hold]);
}
