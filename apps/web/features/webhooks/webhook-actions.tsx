'use client';

import type { Webhook } from '@forecourt/sdk/contract';
import { CirclePause, CirclePlay, Ellipsis, KeyRound, Pencil, Send, Trash2 } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { Button } from '@/components/ui/button.tsx';
import { ConfirmDialog } from '@/components/ui/dialog.tsx';
import { Menu, MenuItem, MenuSeparator } from '@/components/ui/menu.tsx';
import { EditWebhookDialog } from './edit-webhook-dialog.tsx';
import { NewSecretDialog } from './new-secret-dialog.tsx';
import { useWebhookActions } from './use-webhook-actions.ts';

/** Test, pause, and in a menu what is seldom done. */
export function WebhookActions({ webhook }: { readonly webhook: Webhook }) {
  const router = useRouter();
  const [open, setOpen] = useState<'edit' | 'secret' | 'remove' | null>(null);
  const { ping, setState, remove } = useWebhookActions(webhook);
  const isActive = webhook.state === 'active';
  const onOpenChange = (isOpen: boolean) => isOpen || setOpen(null);
  return (
    <div className="flex flex-wrap items-center gap-2">
      {isActive ? (
        <Button icon={<Send aria-hidden />} isBusy={ping.isPending} onClick={() => ping.mutate()}>
          Send a test
        </Button>
      ) : (
        <Button variant="primary" icon={<CirclePlay aria-hidden />} isBusy={setState.isPending} onClick={() => setState.mutate('active')}>
          Make active
        </Button>
      )}
      <Menu
        trigger={
          <Button variant="outline" size="icon" aria-label="More">
            <Ellipsis aria-hidden />
          </Button>
        }
      >
        <MenuItem icon={<Pencil aria-hidden />} onClick={() => setOpen('edit')}>
          Change
        </MenuItem>
        <MenuItem icon={<KeyRound aria-hidden />} onClick={() => setOpen('secret')}>
          New secret
        </MenuItem>
        {isActive ? (
          <MenuItem icon={<CirclePause aria-hidden />} onClick={() => setState.mutate('paused')}>
            Pause
          </MenuItem>
        ) : null}
        <MenuSeparator />
        <MenuItem icon={<Trash2 aria-hidden />} isDangerous onClick={() => setOpen('remove')}>
          Remove
        </MenuItem>
      </Menu>
      <EditWebhookDialog webhook={webhook} isOpen={open === 'edit'} onOpenChange={onOpenChange} />
      <NewSecretDialog webhook={webhook} isOpen={open === 'secret'} onOpenChange={onOpenChange} />
      <ConfirmDialog
        isOpen={open === 'remove'}
        onOpenChange={onOpenChange}
        title="Remove this webhook?"
        description="Nothing is sent to it any more, and the history of what was sent goes with it. This cannot be undone."
        action="Remove webhook"
        isBusy={remove.isPending}
        onConfirm={() => remove.mutate(undefined, { onSuccess: () => router.push('/settings/webhooks') })}
      />
    </div>
  );
}
