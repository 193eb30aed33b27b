'use client';

import { useMutation } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { type SubmitEvent, useState } from 'react';
import { Button } from '@/components/ui/button.tsx';
import { TextField } from '@/components/ui/input.tsx';
import { notify, notifyProblem } from '@/components/ui/toast.tsx';
import { browserClient } from '@/lib/data/client.ts';

export function NameForm({ name: present }: { readonly name: string }) {
  const router = useRouter();
  const [name, setName] = useState(present);
  const rename = useMutation({
    mutationFn: () => browserClient().call('changeAccount', { body: { name: name.trim() } }),
    onSuccess: () => {
      notify({ title: 'Your name is changed' });
      router.refresh();
    },
    onError: (error) => notifyProblem({ title: 'Your name was not changed.', description: error.message }),
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    rename.mutate();
  };
  return (
    <form onSubmit={submit} noValidate className="flex max-w-md items-end gap-2">
      <div className="grow">
        <TextField name="name" label="Your name" autoComplete="name" maxLength={120} value={name} onValueChange={setName} />
      </div>
      <Button type="submit" disabled={name.trim() === '' || name.trim() === present} isBusy={rename.isPending}>
        Save
      </Button>
    </form>
  );
}
