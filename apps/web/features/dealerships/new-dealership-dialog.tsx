'use client';

import type { Dealership } from '@forecourt/sdk/contract';
import { useMutation } from '@tanstack/react-query';
import { type SubmitEvent, useId, useRef, useState } from 'react';
import { ProblemNote } from '@/components/state/problem.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Dialog } from '@/components/ui/dialog.tsx';
import { TextField } from '@/components/ui/input.tsx';
import { browserClient } from '@/lib/data/client.ts';

export interface NewDealershipDialogProps {
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
  readonly onMade: (dealership: Dealership) => void;
}

/** Adds a dealership to the installation; whoever does is its first owner. */
export function NewDealershipDialog({ isOpen, onOpenChange, onMade }: NewDealershipDialogProps) {
  const formId = useId();
  const first = useRef<HTMLInputElement>(null);
  const [name, setName] = useState('');
  const create = useMutation({
    mutationFn: () => browserClient().call('createDealership', { body: { name: name.trim() } }),
    onSuccess: (made) => {
      onOpenChange(false);
      onMade(made);
    },
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (name.trim() === '') first.current?.focus();
    else create.mutate();
  };
  return (
    <Dialog
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title="New dealership"
      description="With vehicles, people and keys of its own. You are its owner; invite others there."
      initialFocus={first}
      footer={
        <>
          <Button onClick={() => onOpenChange(false)}>Cancel</Button>
          <Button type="submit" form={formId} variant="primary" isBusy={create.isPending}>
            Add dealership
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} noValidate className="flex flex-col gap-5">
        {create.error === null ? null : <ProblemNote error={create.error} title="It was not added." />}
        <TextField ref={first} name="name" label="Name" autoComplete="organization" maxLength={120} value={name} onValueChange={setName} />
      </form>
    </Dialog>
  );
}
