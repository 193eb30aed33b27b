'use client';

import type { HostDetail } from '@forecourt/sdk/contract';
import { useMutation } from '@tanstack/react-query';
import { type SubmitEvent, useId, useRef, useState } from 'react';
import { ProblemNote } from '@/components/state/problem.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Dialog } from '@/components/ui/dialog.tsx';
import { TextField } from '@/components/ui/input.tsx';
import { browserClient } from '@/lib/data/client.ts';
import { useKeepHost } from './use-host-actions.ts';

const fingerprintPattern = /^SHA256:[A-Za-z0-9+/]{43}$/;

/** Takes the fingerprint that somebody read at the computer itself: what answers over the network could be anybody's. */
export function TrustKeyDialog({ host, onClose }: { readonly host: HostDetail; readonly onClose: () => void }) {
  const formId = useId();
  const first = useRef<HTMLInputElement>(null);
  const keep = useKeepHost();
  const [fingerprint, setFingerprint] = useState('');
  const [wasTried, setTried] = useState(false);
  const trust = useMutation({
    mutationFn: () => browserClient().hosts.trustKey(host.id, fingerprint.trim()),
    onSuccess: (changed) => {
      keep(changed);
      onClose();
    },
  });
  const isFingerprint = fingerprintPattern.test(fingerprint.trim());
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setTried(true);
    if (isFingerprint) trust.mutate();
    else first.current?.focus();
  };
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => isOpen || onClose()}
      title={`Trust another host key of ${host.name}`}
      description="Only after Windows or SSH was set up anew there. If nobody did that, somebody else may be answering: find out first."
      initialFocus={first}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form={formId} variant="danger" isBusy={trust.isPending}>
            Trust this key
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} noValidate className="flex flex-col gap-4">
        {trust.error === null ? null : <ProblemNote error={trust.error} title="The key was not taken." />}
        <p className="text-sm">
          At the computer itself, in <code className="font-mono text-xs break-all">C:\ProgramData\ssh</code> or{' '}
          <code className="font-mono text-xs">/etc/ssh</code>, run{' '}
          <code className="font-mono text-xs break-all">ssh-keygen -lf ssh_host_ed25519_key.pub</code> and enter what it prints after the
          number.
        </p>
        <TextField
          ref={first}
          name="fingerprint"
          label="Fingerprint"
          placeholder="SHA256:…"
          autoComplete="off"
          spellCheck={false}
          className="font-mono"
          value={fingerprint}
          onValueChange={setFingerprint}
          error={wasTried && !isFingerprint ? 'A fingerprint begins with SHA256: and has 43 signs after it.' : undefined}
        />
      </form>
    </Dialog>
  );
}
