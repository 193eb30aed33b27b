'use client';

import type { HostDetail } from '@forecourt/sdk/contract';
import { useMutation } from '@tanstack/react-query';
import { type SubmitEvent, useId, useRef, useState } from 'react';
import { ProblemNote } from '@/components/state/problem.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Dialog } from '@/components/ui/dialog.tsx';
import { TextField } from '@/components/ui/input.tsx';
import { TextArea } from '@/components/ui/text-area.tsx';
import { browserClient } from '@/lib/data/client.ts';
import { useKeepHost } from './use-host-actions.ts';

/** Another name, or other addresses at which its agent listens. */
export function EditHostDialog({ host, onClose }: { readonly host: HostDetail; readonly onClose: () => void }) {
  const formId = useId();
  const first = useRef<HTMLInputElement>(null);
  const keep = useKeepHost();
  const [name, setName] = useState(host.name);
  const [addresses, setAddresses] = useState(host.addresses.join('\n'));
  const [wasTried, setTried] = useState(false);
  const change = useMutation({
    mutationFn: () =>
      browserClient().hosts.change(host.id, { name: name.trim(), ...(host.mode === 'agent' && { addresses: linesOf(addresses) }) }),
    onSuccess: (changed) => {
      keep(changed);
      onClose();
    },
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setTried(true);
    if (name.trim() === '') first.current?.focus();
    else change.mutate();
  };
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => isOpen || onClose()}
      title={`Change ${host.name}`}
      initialFocus={first}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form={formId} variant="primary" isBusy={change.isPending}>
            Save
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} noValidate className="flex flex-col gap-5">
        {change.error === null ? null : <ProblemNote error={change.error} title="The computer was not changed." />}
        <TextField
          ref={first}
          name="name"
          label="Name"
          autoComplete="off"
          maxLength={80}
          value={name}
          onValueChange={setName}
          error={wasTried && name.trim() === '' ? 'Enter a name.' : undefined}
        />
        {host.mode === 'agent' ? (
          <TextArea
            label="Addresses"
            isOptional
            rows={3}
            placeholder="https://office-pc.tailnet.ts.net:7443"
            help="Where its agent listens in your network or Tailscale, one a line, the best first. Without any, everything goes by the relay."
            value={addresses}
            onChange={setAddresses}
          />
        ) : null}
      </form>
    </Dialog>
  );
}

function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
