'use client';

import { keyedKinds, type ProviderDetail } from '@forecourt/sdk/contract';
import { Ellipsis, KeyRound, Pencil, Plug, Trash2 } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { Button } from '@/components/ui/button.tsx';
import { ConfirmDialog } from '@/components/ui/dialog.tsx';
import { Menu, MenuItem, MenuSeparator } from '@/components/ui/menu.tsx';
import { Switch } from '@/components/ui/switch.tsx';
import { EditProviderDialog } from './edit-provider-dialog.tsx';
import { KeyDialog } from './key-dialog.tsx';
import { useProviderActions } from './use-provider-actions.ts';

/** Use it or not, try it, and in a menu what is seldom done. */
export function ProviderActions({ provider }: { readonly provider: ProviderDetail }) {
  const { name, kind, isEnabled } = provider;
  const router = useRouter();
  const [open, setOpen] = useState<'edit' | 'key' | 'remove' | null>(null);
  const { setEnabled, test, remove } = useProviderActions(provider);
  const onOpenChange = (isOpen: boolean) => isOpen || setOpen(null);
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Switch label={`Use ${name}`} isOn={setEnabled.isPending ? setEnabled.variables : isEnabled} onChange={setEnabled.mutate} />
      <Button icon={<Plug aria-hidden />} isBusy={test.isPending} onClick={() => test.mutate()}>
        Try it
      </Button>
      <Menu
        trigger={
          <Button variant="outline" size="icon" aria-label="More">
            <Ellipsis aria-hidden />
          </Button>
        }
      >
        <MenuItem icon={<Pencil aria-hidden />} onClick={() => setOpen('edit')}>
          Change…
        </MenuItem>
        {!keyedKinds.includes(kind) ? null : (
          <MenuItem icon={<KeyRound aria-hidden />} onClick={() => setOpen('key')}>
            Replace key…
          </MenuItem>
        )}
        <MenuSeparator />
        <MenuItem icon={<Trash2 aria-hidden />} isDangerous onClick={() => setOpen('remove')}>
          Remove…
        </MenuItem>
      </Menu>
      {open === 'edit' ? <EditProviderDialog provider={provider} onClose={() => setOpen(null)} /> : null}
      <KeyDialog key={provider.baseUrl} provider={provider} isOpen={open === 'key'} onOpenChange={onOpenChange} />
      <ConfirmDialog
        isOpen={open === 'remove'}
        onOpenChange={onOpenChange}
        title={`Remove ${name}?`}
        description="Nothing goes to it any more, and its key is deleted. What it did and cost stays in the sums."
        action="Remove provider"
        isBusy={remove.isPending}
        onConfirm={() => remove.mutate(undefined, { onSuccess: () => router.push('/settings/providers') })}
      />
    </div>
  );
}
