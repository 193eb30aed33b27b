'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type SubmitEvent, useRef, useState } from 'react';
import { ProblemNote } from '@/components/state/problem.tsx';
import { Button } from '@/components/ui/button.tsx';
import { TextField } from '@/components/ui/input.tsx';
import { browserClient } from '@/lib/data/client.ts';
import { queryKeys } from '@/lib/data/keys.ts';
import { InvitedComputer } from './invited-computer.tsx';

/** Asks what the computer is called, gives the line for it, and waits until it is there. */
export function AgentInvitation() {
  const queryClient = useQueryClient();
  const field = useRef<HTMLInputElement>(null);
  const [name, setName] = useState('');
  const [wasTried, setTried] = useState(false);
  const invite = useMutation({
    mutationFn: () => browserClient().enrolments.create({ name: name.trim() }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: queryKeys.enrolments }),
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setTried(true);
    if (name.trim() === '') field.current?.focus();
    else invite.mutate();
  };
  if (invite.data !== undefined) {
    const again = () => {
      invite.mutate();
    };
    return <InvitedComputer key={invite.data.id} invitation={invite.data} onAgain={again} isBusy={invite.isPending} error={invite.error} />;
  }
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-5">
      {invite.error === null ? null : <ProblemNote error={invite.error} title="The line was not made." />}
      <TextField
        ref={field}
        name="name"
        label="Name of the computer"
        placeholder="Office PC"
        help="As everybody calls it. It stands on each photo that it works on."
        autoComplete="off"
        maxLength={80}
        value={name}
        onValueChange={setName}
        error={wasTried && name.trim() === '' ? 'Enter a name.' : undefined}
      />
      <div>
        <Button type="submit" variant="primary" isBusy={invite.isPending}>
          Make the line for it
        </Button>
      </div>
    </form>
  );
}
