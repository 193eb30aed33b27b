'use client';

import { Radio } from '@base-ui/react/radio';
import { RadioGroup } from '@base-ui/react/radio-group';
import { type Role, roleSchema, routes } from '@forecourt/sdk/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type SubmitEvent, useId, useRef, useState } from 'react';
import { ProblemNote } from '@/components/state/problem.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Dialog } from '@/components/ui/dialog.tsx';
import { TextField } from '@/components/ui/input.tsx';
import { browserClient } from '@/lib/data/client.ts';
import { queryKeys } from '@/lib/data/keys.ts';
import { mayDecideAbout, roleWords } from './role-words.ts';

export interface InviteDialogProps {
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
  /** Of whoever invites. */
  readonly role: Role | null;
  readonly onInvited: (email: string, token: string) => void;
}

/** Asks for whom, and as what. */
export function InviteDialog({ isOpen, onOpenChange, role: own, onInvited }: InviteDialogProps) {
  const formId = useId();
  const first = useRef<HTMLInputElement>(null);
  const queryClient = useQueryClient();
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<Role>('editor');
  const [wasTried, setTried] = useState(false);
  const isRight = routes.createInvitation.body.shape.email.safeParse(email.trim()).success;
  const close = (next: boolean) => {
    onOpenChange(next);
    if (next) return;
    invite.reset();
    setEmail('');
    setRole('editor');
    setTried(false);
  };
  const invite = useMutation({
    mutationFn: () => browserClient().invitations.create({ email: email.trim(), role }),
    onSuccess: async (made) => {
      close(false);
      onInvited(made.email, made.token);
      await queryClient.invalidateQueries({ queryKey: queryKeys.invitations });
    },
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setTried(true);
    if (isRight) invite.mutate();
    else first.current?.focus();
  };
  return (
    <Dialog
      isOpen={isOpen}
      onOpenChange={close}
      title="Invite somebody"
      initialFocus={first}
      footer={
        <>
          <Button onClick={() => close(false)}>Cancel</Button>
          <Button type="submit" form={formId} variant="primary" isBusy={invite.isPending}>
            Invite
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} noValidate className="flex flex-col gap-5">
        {invite.error === null ? null : <ProblemNote error={invite.error} title="Nobody was invited." />}
        <TextField
          ref={first}
          name="email"
          type="email"
          label="E-mail"
          autoComplete="off"
          maxLength={254}
          value={email}
          onValueChange={setEmail}
          error={wasTried && !isRight ? 'Enter an e-mail address, as ann@example.com.' : undefined}
        />
        <fieldset>
          <legend className="mb-1.5 text-sm font-medium">Role</legend>
          <RadioGroup aria-label="Role" value={role} onValueChange={setRole} className="flex flex-col">
            {roleSchema.options
              .filter((each) => mayDecideAbout(own, each))
              .map((each) => (
                <RoleChoice key={each} role={each} />
              ))}
          </RadioGroup>
        </fieldset>
      </form>
    </Dialog>
  );
}

function RoleChoice({ role }: { readonly role: Role }) {
  const id = useId();
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the radio renders its own input inside of this label
    <label className="flex cursor-pointer select-none items-start gap-2.5 py-1.5 touch:min-h-11">
      <Radio.Root
        value={role}
        aria-labelledby={id}
        className="mt-0.5 flex size-4 shrink-0 items-center justify-center rounded-full border border-line-control bg-surface data-checked:border-accent data-checked:bg-accent"
      >
        <Radio.Indicator className="size-1.5 rounded-full bg-accent-ink" />
      </Radio.Root>
      <span className="min-w-0">
        <span id={id} className="block text-base">
          {roleWords[role].label}
        </span>
        <span className="block text-xs text-quiet">{roleWords[role].may}</span>
      </span>
    </label>
  );
}
