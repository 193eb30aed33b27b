'use client';

import { Button } from '@/components/ui/button.tsx';
import { Dialog } from '@/components/ui/dialog.tsx';
import { ShownOnce } from '../settings/shown-once.tsx';

/** A link to give to somebody, once. */
export interface OneTimeLink {
  readonly title: string;
  readonly description: string;
  /** Path with its token. */
  readonly path: string;
}

/** Shows a one-time link to copy; it is kept nowhere in readable form. */
export function LinkDialog({ link, onClose }: { readonly link: OneTimeLink | null; readonly onClose: () => void }) {
  return (
    <Dialog
      isOpen={link !== null}
      onOpenChange={(isOpen) => {
        if (!isOpen) onClose();
      }}
      title={link?.title ?? ''}
      description={link?.description}
      footer={
        <Button variant="primary" onClick={onClose}>
          Done
        </Button>
      }
    >
      {link === null ? null : <ShownOnce label="Link" secret={`${window.location.origin}${link.path}`} />}
    </Dialog>
  );
}
