'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { type SubmitEvent, useRef, useState } from 'react';
import { ProblemNote } from '@/components/state/problem.tsx';
import { Button } from '@/components/ui/button.tsx';
import { TextField } from '@/components/ui/input.tsx';
import { browserClient } from '@/lib/data/client.ts';
import { queryKeys } from '@/lib/data/keys.ts';
import { addressOf, draftOf } from './ssh-draft.ts';
import { SshFields } from './ssh-fields.tsx';

/** Adds a computer on which nothing may be installed. Its page then has the key to put there. */
export function SshHostForm() {
  const router = useRouter();
  const queryClient = useQueryClient();
  const first = useRef<HTMLInputElement>(null);
  const [name, setName] = useState('');
  const [draft, setDraft] = useState(() => draftOf(null));
  const [wasTried, setTried] = useState(false);
  const create = useMutation({
    mutationFn: (ssh: NonNullable<ReturnType<typeof addressOf>>) => browserClient().hosts.createSsh({ name: name.trim(), ssh }),
    onSuccess: async (host) => {
      await queryClient.invalidateQueries({ queryKey: queryKeys.hostList });
      router.push(`/hosts/${host.id}`);
    },
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setTried(true);
    const ssh = addressOf(draft);
    if (name.trim() === '') first.current?.focus();
    else if (ssh !== null) create.mutate(ssh);
  };
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-5">
      <p className="text-sm text-quiet">
        For a computer on which nothing may be installed: photos go by SFTP and a PowerShell script does the work. The agent is the better
        way: it resumes after every break, works through routers, and needs no open port.
      </p>
      {create.error === null ? null : <ProblemNote error={create.error} title="The computer was not added." />}
      <TextField
        ref={first}
        name="name"
        label="Name of the computer"
        placeholder="Office PC"
        autoComplete="off"
        maxLength={80}
        value={name}
        onValueChange={setName}
        error={wasTried && name.trim() === '' ? 'Enter a name.' : undefined}
      />
      <SshFields draft={draft} onChange={setDraft} wasTried={wasTried} />
      <div>
        <Button type="submit" variant="primary" isBusy={create.isPending}>
          Add computer
        </Button>
      </div>
    </form>
  );
}
