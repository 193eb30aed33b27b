'use client';

import type { Client } from '@forecourt/sdk/client';
import { keyedKinds, type ProviderKind, providerKindSchema } from '@forecourt/sdk/contract';
import { useMutation } from '@tanstack/react-query';
import { type SubmitEvent, useId, useRef, useState } from 'react';
import { ProblemNote } from '@/components/state/problem.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Dialog } from '@/components/ui/dialog.tsx';
import { TextField } from '@/components/ui/input.tsx';
import { Select } from '@/components/ui/select.tsx';
import { notify } from '@/components/ui/toast.tsx';
import { browserClient } from '@/lib/data/client.ts';
import { type Access, AccessFields, accessOf, keyProblem } from './access-fields.tsx';
import { freeName, nameProblem } from './provider-names.ts';
import { kindWords, refusalOf } from './provider-words.ts';
import { useKeepProvider } from './use-provider-actions.ts';

export interface NewProviderDialogProps {
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
  /** Names that are taken. */
  readonly names: readonly string[];
}

/** Asks which provider and for its key; what the provider says to the key is shown before anything is kept. */
export function NewProviderDialog({ isOpen, onOpenChange, names }: NewProviderDialogProps) {
  const formId = useId();
  const keep = useKeepProvider();
  const [kind, setKind] = useState<ProviderKind>('openai');
  const [name, setName] = useState<string | null>(null);
  const [access, setAccess] = useState<Access>({ key: '', baseUrl: '' });
  const [wasTried, setTried] = useState(false);
  const first = useRef<HTMLInputElement>(null);
  const create = useMutation({
    mutationFn: (wanted: Parameters<Client['providers']['create']>[0]) => browserClient().providers.create(wanted),
    onSuccess: async (provider) => {
      close(false);
      notify({ title: `${provider.name} is set up`, description: provider.health.message });
      await keep(provider);
    },
    // Nothing of the key stays in memory once it was sent.
    gcTime: 0,
  });
  const close = (next: boolean) => {
    onOpenChange(next);
    if (next) return;
    create.reset();
    setName(null);
    setAccess({ key: '', baseUrl: '' });
    setTried(false);
  };
  const isKeyed = keyedKinds.includes(kind);
  const shownName = name ?? freeName(kind, names);
  const problems = { name: nameProblem(shownName), key: isKeyed ? keyProblem(access.key) : undefined };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setTried(true);
    if (problems.key !== undefined) first.current?.focus();
    else if (problems.name === undefined) create.mutate({ kind, name: shownName, ...(isKeyed ? accessOf(access) : {}) });
  };
  return (
    <Dialog
      isOpen={isOpen}
      onOpenChange={close}
      title="Add provider"
      initialFocus={first}
      footer={
        <>
          <Button onClick={() => close(false)}>Cancel</Button>
          <Button type="submit" form={formId} variant="primary" isBusy={create.isPending}>
            {create.isPending && isKeyed ? 'Trying the key' : 'Add'}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} noValidate className="flex flex-col gap-5">
        {create.error === null ? null : (
          <ProblemNote error={create.error} title={refusalOf(create.error, kind) ?? 'The provider was not added.'} />
        )}
        <div className="flex flex-col gap-1.5">
          <Select label="Provider" value={kind} onChange={(value) => setKind(providerKindSchema.safeParse(value).data ?? kind)}>
            {providerKindSchema.options
              .toSorted((one, other) => Number(keyedKinds.includes(other)) - Number(keyedKinds.includes(one)))
              .map((option) => (
                <option key={option} value={option}>
                  {kindWords[option].title}
                </option>
              ))}
          </Select>
          <p className="text-xs text-quiet">{kindWords[kind].words}</p>
        </div>
        {isKeyed ? (
          <AccessFields access={access} onChange={setAccess} first={first} keyError={wasTried ? problems.key : undefined} />
        ) : null}
        <TextField
          name="name"
          label="Name"
          help="In lists and sums. Lower-case letters, digits and dashes."
          autoComplete="off"
          maxLength={40}
          value={shownName}
          onValueChange={setName}
          error={wasTried ? problems.name : undefined}
        />
      </form>
    </Dialog>
  );
}
