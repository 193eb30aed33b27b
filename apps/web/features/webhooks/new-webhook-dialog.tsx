'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useId, useRef } from 'react';
import { Button } from '@/components/ui/button.tsx';
import { Dialog } from '@/components/ui/dialog.tsx';
import { browserClient } from '@/lib/data/client.ts';
import { queryKeys } from '@/lib/data/keys.ts';
import { SecretDialog } from './secret-dialog.tsx';
import { type WebhookFields, WebhookForm } from './webhook-form.tsx';

export interface NewWebhookDialogProps {
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
}

/** Asks where to and what of; then shows the secret, this once. */
export function NewWebhookDialog({ isOpen, onOpenChange }: NewWebhookDialogProps) {
  const formId = useId();
  const first = useRef<HTMLInputElement>(null);
  const queryClient = useQueryClient();
  const create = useMutation({
    mutationFn: (fields: WebhookFields) => browserClient().webhooks.create({ ...fields, eventTypes: [...fields.eventTypes] }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: queryKeys.webhooks }),
  });
  const close = (next: boolean) => {
    onOpenChange(next);
    if (!next) create.reset();
  };
  if (create.data !== undefined) {
    return <SecretDialog isOpen={isOpen} onOpenChange={close} title="The webhook is ready" secret={create.data.secret} />;
  }
  return (
    <Dialog
      isOpen={isOpen}
      onOpenChange={close}
      title="New webhook"
      initialFocus={first}
      footer={
        <>
          <Button onClick={() => close(false)}>Cancel</Button>
          <Button type="submit" form={formId} variant="primary" isBusy={create.isPending}>
            Add webhook
          </Button>
        </>
      }
    >
      <WebhookForm
        id={formId}
        first={first}
        initial={{ url: '', description: '', eventTypes: [] }}
        error={create.error}
        title="The webhook was not added."
        onSubmit={create.mutate}
      />
    </Dialog>
  );
}
