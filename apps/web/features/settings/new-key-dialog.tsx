'use client';

import { rights, type Scope } from '@forecourt/sdk/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type SubmitEvent, useId, useRef, useState } from 'react';
import { ProblemNote } from '@/components/state/problem.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Checkbox } from '@/components/ui/checkbox.tsx';
import { Dialog } from '@/components/ui/dialog.tsx';
import { TextField } from '@/components/ui/input.tsx';
import { browserClient } from '@/lib/data/client.ts';
import { queryKeys } from '@/lib/data/keys.ts';
import { offered, usual } from './key-scopes.ts';
import { ShownOnce } from './shown-once.tsx';

export interface NewKeyDialogProps {
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
}

/** Asks what the key is for and what it may do; then shows it, this once. */
export function NewKeyDialog({ isOpen, onOpenChange }: NewKeyDialogProps) {
  const formId = useId();
  const first = useRef<HTMLInputElement>(null);
  const queryClient = useQueryClient();
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<readonly Scope[]>(usual);
  const [wasTried, setTried] = useState(false);
  const [lastDay, setLastDay] = useState('');
  const create = useMutation({
    mutationFn: () => browserClient().keys.create({ name: name.trim(), scopes: [...scopes], expiresAt: endOf(lastDay) }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: queryKeys.apiKeys }),
  });
  const close = (next: boolean) => {
    onOpenChange(next);
    if (next) return;
    create.reset();
    setName('');
    setScopes(usual);
    setLastDay('');
    setTried(false);
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setTried(true);
    if (name.trim() === '') first.current?.focus();
    else if (scopes.length > 0) create.mutate();
  };
  if (create.data !== undefined) {
    return (
      <Dialog
        isOpen={isOpen}
        onOpenChange={close}
        title={`${create.data.name} is ready`}
        description="Copy the key now. It is not kept in readable form and cannot be shown again."
        footer={
          <Button variant="primary" onClick={() => close(false)}>
            Done
          </Button>
        }
      >
        <ShownOnce secret={create.data.secret} />
      </Dialog>
    );
  }
  return (
    <Dialog
      isOpen={isOpen}
      onOpenChange={close}
      title="New API key"
      initialFocus={first}
      footer={
        <>
          <Button onClick={() => close(false)}>Cancel</Button>
          <Button type="submit" form={formId} variant="primary" isBusy={create.isPending}>
            Make key
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} noValidate className="flex flex-col gap-5">
        {create.error === null ? null : <ProblemNote error={create.error} title="The key was not made." />}
        <TextField
          ref={first}
          name="name"
          label="Name"
          placeholder="Website import"
          help="Says later which program has it."
          autoComplete="off"
          maxLength={120}
          value={name}
          onValueChange={setName}
          error={wasTried && name.trim() === '' ? 'Enter a name.' : undefined}
        />
        <TextField
          name="lastDay"
          type="date"
          label="Last day"
          help="Refused from the day after on. It never ends where this is empty."
          isOptional
          value={lastDay}
          onValueChange={setLastDay}
        />
        <fieldset>
          <legend className="mb-1.5 text-sm font-medium">It may</legend>
          {offered.map((scope) => (
            <Checkbox
              key={scope}
              label={rights[scope].words}
              isChecked={scopes.includes(scope)}
              onChange={(isChecked) => setScopes(isChecked ? [...scopes, scope] : scopes.filter((each) => each !== scope))}
            />
          ))}
          {scopes.length === 0 && wasTried ? <p className="mt-1 text-xs text-danger-text">Choose at least one right.</p> : null}
        </fieldset>
      </form>
    </Dialog>
  );
}

/** The end of a day where the person is. */
function endOf(day: string): string | null {
  return day === '' ? null : new Date(`${day}T23:59:59.999`).toISOString();
}
