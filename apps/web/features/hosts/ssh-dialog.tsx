'use client';

import type { HostDetail } from '@forecourt/sdk/contract';
import { useMutation } from '@tanstack/react-query';
import { type SubmitEvent, useId, useRef, useState } from 'react';
import { ProblemNote } from '@/components/state/problem.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Dialog } from '@/components/ui/dialog.tsx';
import { browserClient } from '@/lib/data/client.ts';
import { addressOf, draftOf } from './ssh-draft.ts';
import { SshFields } from './ssh-fields.tsx';
import { useKeepHost } from './use-host-actions.ts';

/** Sets up, changes or ends the way by SSH. */
export function SshDialog({ host, onClose }: { readonly host: HostDetail; readonly onClose: () => void }) {
  const formId = useId();
  const first = useRef<HTMLInputElement>(null);
  const keep = useKeepHost();
  const [draft, setDraft] = useState(() => draftOf(host.ssh));
  const [wasTried, setTried] = useState(false);
  const change = useMutation({
    mutationFn: (ssh: HostDetail['ssh']) => browserClient().hosts.change(host.id, { ssh }),
    onSuccess: (changed) => {
      keep(changed);
      onClose();
    },
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setTried(true);
    const address = addressOf(draft);
    if (address === null) first.current?.focus();
    else change.mutate(address);
  };
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => isOpen || onClose()}
      title={`${host.name} by SSH`}
      description="The public key to put on the computer is shown after that."
      initialFocus={first}
      footer={
        <>
          {host.ssh !== null && host.mode === 'agent' ? (
            <Button variant="danger-outline" className="mr-auto" onClick={() => change.mutate(null)}>
              Do without SSH
            </Button>
          ) : null}
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form={formId} variant="primary" isBusy={change.isPending}>
            Save
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} noValidate className="flex flex-col gap-5">
        {change.error === null ? null : <ProblemNote error={change.error} title="The address was not saved." />}
        <SshFields draft={draft} onChange={setDraft} wasTried={wasTried} first={first} />
      </form>
    </Dialog>
  );
}
