'use client';

import type { HostDetail } from '@forecourt/sdk/contract';
import { Ban, CircleArrowUp, CirclePause, CirclePlay, Ellipsis, Pencil, Play, RadioTower } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { Button } from '@/components/ui/button.tsx';
import { ConfirmDialog } from '@/components/ui/dialog.tsx';
import { Menu, MenuItem, MenuSeparator } from '@/components/ui/menu.tsx';
import { EditHostDialog } from './edit-host-dialog.tsx';
import { useHostActions } from './use-host-actions.ts';

export interface HostActionsProps {
  readonly host: HostDetail;
  readonly mayRun: boolean;
}

/** Try its roads, let it rest, and in a menu what is seldom done. */
export function HostActions({ host, mayRun }: HostActionsProps) {
  const { id, name, state, isOutdated, mode } = host;
  const router = useRouter();
  const [open, setOpen] = useState<'edit' | 'revoke' | 'update' | null>(null);
  const { drain, probe, update, revoke } = useHostActions(host);
  const isDraining = state === 'draining';
  const onOpenChange = (isOpen: boolean) => isOpen || setOpen(null);
  if (state === 'revoked') return null;
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Button icon={<RadioTower aria-hidden />} isBusy={probe.isPending} onClick={() => probe.mutate()}>
        Try the roads
      </Button>
      {mode === 'ssh' || (state !== 'online' && !isDraining) ? null : (
        <Button
          variant={isDraining ? 'primary' : 'outline'}
          icon={isDraining ? <CirclePlay aria-hidden /> : <CirclePause aria-hidden />}
          isBusy={drain.isPending}
          onClick={() => drain.mutate(!isDraining)}
        >
          {isDraining ? 'Take work again' : 'Drain'}
        </Button>
      )}
      <Menu
        trigger={
          <Button variant="outline" size="icon" aria-label="More">
            <Ellipsis aria-hidden />
          </Button>
        }
      >
        {mayRun ? (
          <MenuItem icon={<Play aria-hidden />} onClick={() => router.push(`/runs/new?host=${id}`)}>
            Run a script on it…
          </MenuItem>
        ) : null}
        <MenuItem icon={<Pencil aria-hidden />} onClick={() => setOpen('edit')}>
          Change…
        </MenuItem>
        {mode === 'ssh' ? null : (
          <MenuItem icon={<CircleArrowUp aria-hidden />} disabled={!isOutdated} onClick={() => setOpen('update')}>
            {isOutdated ? 'Update the agent…' : 'The agent is up to date'}
          </MenuItem>
        )}
        <MenuSeparator />
        <MenuItem icon={<Ban aria-hidden />} isDangerous onClick={() => setOpen('revoke')}>
          Revoke…
        </MenuItem>
      </Menu>
      {open === 'edit' ? <EditHostDialog host={host} onClose={() => setOpen(null)} /> : null}
      <ConfirmDialog
        isOpen={open === 'update'}
        onOpenChange={onOpenChange}
        title={`Update the agent on ${name}?`}
        description="It finishes what it has, installs the version that comes with this Forecourt, and starts again. If that one does not start, it goes back to the old one."
        action="Update agent"
        isBusy={update.isPending}
        onConfirm={() => update.mutate(undefined, { onSettled: () => setOpen(null) })}
      />
      <ConfirmDialog
        isOpen={open === 'revoke'}
        onOpenChange={onOpenChange}
        title={`Revoke ${name}?`}
        description="It is believed no more from this moment: its connection ends, and what it was doing goes to another. Its history stays. To use the computer again, connect it anew."
        action="Revoke computer"
        isBusy={revoke.isPending}
        onConfirm={() => revoke.mutate(undefined, { onSettled: () => setOpen(null) })}
      />
    </div>
  );
}
