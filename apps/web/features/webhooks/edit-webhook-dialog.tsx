'use client';

import type { Webhook } from '@forecourt/sdk/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useId, useRef } from 'react';
import { Button } from '@/components/ui/button.tsx';
import { Dialog } from '@/components/ui/dialog.tsx';
import { browserClient } from '@/lib/data/client.ts';
import { queryKeys } from '@/lib/data/keys.ts';
import { type WebhookFields, WebhookForm } from './webhook-form.tsx';

export interface EditWebhookDialogProps {
  readonly webhook: Webhook;
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
}

/** Another address, name or other events. */
export function EditWebhookDialog({ webhook, isOpen, onOpenChange }: EditWebhookDialogProps) {
  const formId = useId();
  const first = useRef<HTMLInputElement>(null);
  const queryClient = useQueryClient();
  const change = useMutation({
    mutationFn: (fields: WebhookFields) => browserClient().webhooks.change(webhook.id, { ...fields, eventTypes: [...fields.eventTypes] }),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: queryKeys.webhooks });
      onOpenChange(false);
    },
  });
  return (
    <Dialog
      isOpen={isOpen}
      onOpenChange={(next) => {
        onOpenChange(next);
        change.reset();
      }}
      title="Change the webhook"
      initialFocus={first}
      footer={
        <>
          <Button onClick={() => onOpenChange(false)}>Cancel</Button>
          <Button type="submit" form={formId} variant="primary" isBusy={change.isPending}>
            Save
          </Button>
        </>
      }
    >
      <WebhookForm
        id={formId}
        first={first}
        initial={webhook}
        error={change.error}
        title="The webhook was not changed."
        onSubmit={change.mutate}
      />
    </Dialog>
  );
}
