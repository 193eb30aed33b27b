'use client';

import { Dialog } from '@/components/ui/dialog.tsx';
import { Kbd } from '@/components/ui/kbd.tsx';
import { ModifierKey } from './modifier-key.tsx';
import type { Shortcut } from './shortcuts.tsx';

export interface ShortcutsDialogProps {
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
  readonly shortcuts: readonly Shortcut[];
}

const names: Readonly<Record<string, string>> = {
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  ' ': 'Space',
  Escape: 'Esc',
};

/** Every key that does something on this page. */
export function ShortcutsDialog({ isOpen, onOpenChange, shortcuts }: ShortcutsDialogProps) {
  const groups = Map.groupBy(shortcuts, ({ group }) => group);
  return (
    <Dialog isOpen={isOpen} onOpenChange={onOpenChange} title="Keyboard shortcuts" className="sm:w-[36rem]">
      <div className="grid gap-x-10 gap-y-6 sm:grid-cols-2">
        {[...groups].map(([group, members]) => (
          <section key={group}>
            <h3 className="mb-1 text-xs font-medium text-quiet">{group}</h3>
            <dl>
              {group === 'Everywhere' ? <PaletteRow /> : null}
              {members.map(({ keys, label }) => (
                <div
                  key={`${keys.join(' ')} ${label}`}
                  className="flex h-8 items-center justify-between gap-4 border-b border-line last:border-0"
                >
                  <dt className="truncate">{label}</dt>
                  <dd className="flex gap-1">
                    {keys.map((key) => (
                      <Kbd key={key}>{names[key] ?? key.toUpperCase()}</Kbd>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}

function PaletteRow() {
  return (
    <div className="flex h-8 items-center justify-between gap-4 border-b border-line">
      <dt>Search or do</dt>
      <dd className="flex gap-1">
        <ModifierKey />
        <Kbd>K</Kbd>
      </dd>
    </div>
  );
}
