'use client';

import { type ScriptDetail, scriptNameSchema } from '@forecourt/sdk/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type SubmitEvent, useId, useRef, useState } from 'react';
import { ProblemNote } from '@/components/state/problem.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Dialog } from '@/components/ui/dialog.tsx';
import { TextField } from '@/components/ui/input.tsx';
import { browserClient } from '@/lib/data/client.ts';
import { queryKeys } from '@/lib/data/keys.ts';
import { isWhole, type VersionDraft, VersionFields, versionOf } from './version-fields.tsx';

export interface NewScriptDialogProps {
  readonly onClose: () => void;
  readonly onCreated: (script: ScriptDetail) => void;
}

/** Adds a script with its first version. */
export function NewScriptDialog({ onClose, onCreated }: NewScriptDialogProps) {
  const formId = useId();
  const first = useRef<HTMLInputElement>(null);
  const queryClient = useQueryClient();
  const [name, setName] = useState('');
  const [description, setDescription] = useState('');
  const [draft, setDraft] = useState<VersionDraft>({ text: '', version: '1.0.0', note: '', minimumAgent: '' });
  const [wasTried, setTried] = useState(false);
  const create = useMutation({
    mutationFn: () => browserClient().scripts.create({ name, description: description.trim(), ...versionOf(draft) }),
    onSuccess: async (script) => {
      queryClient.setQueryData(queryKeys.script(script.id), script);
      await queryClient.invalidateQueries({ queryKey: queryKeys.scriptList });
      onCreated(script);
    },
  });
  const isName = scriptNameSchema.safeParse(name).success;
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setTried(true);
    if (!isName) first.current?.focus();
    else if (isWhole(draft)) create.mutate();
  };
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => isOpen || onClose()}
      title="New script"
      description="Every connected computer gets it at once, signed. It runs only when somebody starts it."
      initialFocus={first}
      className="sm:w-[40rem]"
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form={formId} variant="primary" isBusy={create.isPending}>
            Add script
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} noValidate className="flex flex-col gap-4">
        {create.error === null ? null : <ProblemNote error={create.error} title="The script was not added." />}
        <TextField
          ref={first}
          name="name"
          label="Name"
          placeholder="Add-Watermark"
          autoComplete="off"
          spellCheck={false}
          maxLength={80}
          value={name}
          onValueChange={setName}
          error={wasTried && !isName ? 'Letters, digits and dashes, beginning with a letter.' : undefined}
        />
        <TextField
          name="description"
          label="What it does"
          isOptional
          autoComplete="off"
          maxLength={500}
          value={description}
          onValueChange={setDescription}
        />
        <VersionFields
          draft={draft}
          onChange={setDraft}
          onFileName={(fileName) => name === '' && setName(fileName.replace(/\.[^.]*$/, ''))}
          wasTried={wasTried}
        />
      </form>
    </Dialog>
  );
}
