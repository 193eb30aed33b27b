'use client';

import { Button } from '@/components/ui/button.tsx';
import { Dialog } from '@/components/ui/dialog.tsx';
import { ShownOnce } from '@/features/settings/shown-once.tsx';

export interface SecretDialogProps {
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
  readonly title: string;
  readonly secret: string;
}

/** A webhook's secret, shown once. */
export function SecretDialog({ isOpen, onOpenChange, title, secret }: SecretDialogProps) {
  return (
    <Dialog
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title={title}
      description="Copy the secret now: the receiver checks with it that a message comes from here. It cannot be shown again."
      footer={
        <Button variant="primary" onClick={() => onOpenChange(false)}>
          Done
        </Button>
      }
    >
      <ShownOnce secret={secret} label="Signing secret" />
    </Dialog>
  );
}
