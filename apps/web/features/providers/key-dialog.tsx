'use client';

import type { ProviderSettings } from '@forecourt/sdk/contract';
import { useMutation } from '@tanstack/react-query';
import { type SubmitEvent, useId, useRef, useState } from 'react';
import { ProblemNote } from '@/components/state/problem.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Dialog } from '@/components/ui/dialog.tsx';
import { notify } from '@/components/ui/toast.tsx';
import { browserClient } from '@/lib/data/client.ts';
import { type Access, AccessFields, accessOf, keyProblem } from './access-fields.tsx';
import { refusalOf } from './provider-words.ts';
import { useKeepProvider } from './use-provider-actions.ts';

export interface KeyDialogProps {
  readonly provider: ProviderSettings;
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
}

/** Takes a new key, perhaps with another address; the former one counts until the new one was tried. */
export function KeyDialog({ provider, isOpen, onOpenChange }: KeyDialogProps) {
  const formId = useId();
  const keep = useKeepProvider();
  const unchanged = { key: '', baseUrl: provider.baseUrl ?? '' };
  const [access, setAccess] = useState<Access>(unchanged);
  const [wasTried, setTried] = useState(false);
  const first = useRef<HTMLInputElement>(null);
  const change = useMutation({
    mutationFn: (next: Access) => browserClient().providers.changeKey(provider.id, accessOf(next)),
    onSuccess: async (changed) => {
      close(false);
      notify({ title: 'The new key counts', description: changed.health.message });
      await keep(changed);
    },
    gcTime: 0,
  });
  const close = (next: boolean) => {
    onOpenChange(next);
    if (next) return;
    change.reset();
    setAccess(unchanged);
    setTried(false);
  };
  const problem = keyProblem(access.key);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setTried(true);
    if (problem === undefined) change.mutate(access);
    else first.current?.focus();
  };
  return (
    <Dialog
      isOpen={isOpen}
      onOpenChange={close}
      title={`Replace the key of ${provider.name}`}
      description={provider.key === null ? undefined : `The key …${provider.key.lastFour} counts until the new one was tried.`}
      initialFocus={first}
      footer={
        <>
          <Button onClick={() => close(false)}>Cancel</Button>
          <Button type="submit" form={formId} variant="primary" isBusy={change.isPending}>
            {change.isPending ? 'Trying the key' : 'Replace key'}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} noValidate className="flex flex-col gap-5">
        {change.error === null ? null : (
          <ProblemNote error={change.error} title={refusalOf(change.error, provider.kind) ?? 'The key was not replaced.'} />
        )}
        <AccessFields access={access} onChange={setAccess} first={first} keyError={wasTried ? problem : undefined} />
      </form>
    </Dialog>
  );
}
