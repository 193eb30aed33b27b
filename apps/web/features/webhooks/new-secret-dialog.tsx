'use client';

import type { Webhook } from '@forecourt/sdk/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ProblemNote } from '@/components/state/problem.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Checkbox } from '@/components/ui/checkbox.tsx';
import { Dialog } from '@/components/ui/dialog.tsx';
import { browserClient } from '@/lib/data/client.ts';
import { queryKeys } from '@/lib/data/keys.ts';
import { SecretDialog } from './secret-dialog.tsx';

export interface NewSecretDialogProps {
  readonly webhook: Webhook;
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
}

/** Makes a new secret; the former one counts for another day, unless it leaked. */
export function NewSecretDialog({ webhook, isOpen, onOpenChange }: NewSecretDialogProps) {
  const queryClient = useQueryClient();
  const [isLeaked, setLeaked] = useState(false);
  const rotate = useMutation({
    mutationFn: () => browserClient().webhooks.rotateSecret(webhook.id, { overlapHours: isLeaked ? 0 : 24 }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: queryKeys.webhooks }),
  });
  const close = (next: boolean) => {
    onOpenChange(next);
    if (next) return;
    rotate.reset();
    setLeaked(false);
  };
  if (rotate.data !== undefined) {
    return <SecretDialog isOpen={isOpen} onOpenChange={close} title="The new secret" secret={rotate.data.secret} />;
  }
  return (
    <Dialog
      isOpen={isOpen}
      onOpenChange={close}
      title="Make a new secret?"
      description="Messages are signed with both for 24 hours, so that you can change the receiver without losing any."
      footer={
        <>
          <Button onClick={() => close(false)}>Cancel</Button>
          <Button variant="primary" isBusy={rotate.isPending} onClick={() => rotate.mutate()}>
            Make secret
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        {rotate.error === null ? null : <ProblemNote error={rotate.error} title="No secret was made." />}
        <Checkbox
          label="End the former secret at once"
          help="Where somebody may have seen it. The receiver refuses messages until it has the new one; they are sent again."
          isChecked={isLeaked}
          onChange={setLeaked}
        />
      </div>
    </Dialog>
  );
}
