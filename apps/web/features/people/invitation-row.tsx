'use client';

import type { Identity, Invitation } from '@forecourt/sdk/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Ban, Check, Clock, type LucideIcon, MailQuestion } from 'lucide-react';
import { Badge } from '@/components/ui/badge.tsx';
import { Button } from '@/components/ui/button.tsx';
import { RelativeTime } from '@/components/ui/relative-time.tsx';
import { notify, notifyProblem } from '@/components/ui/toast.tsx';
import { browserClient } from '@/lib/data/client.ts';
import { queryKeys } from '@/lib/data/keys.ts';
import { mayDecideAbout, roleWords } from './role-words.ts';

const states: Readonly<Record<Invitation['state'], { readonly label: string; readonly icon: LucideIcon }>> = {
  open: { label: 'Waiting', icon: MailQuestion },
  accepted: { label: 'Joined', icon: Check },
  revoked: { label: 'Revoked', icon: Ban },
  expired: { label: 'Ran out', icon: Clock },
};

export interface InvitationRowProps {
  readonly invitation: Invitation;
  readonly identity: Identity;
  readonly onLink: (email: string, token: string) => void;
}

/** One invitation: for whom, as what, how it stands. */
export function InvitationRow({ invitation, identity, onLink }: InvitationRowProps) {
  const { id, email, role, state, invitedBy, createdAt } = invitation;
  const queryClient = useQueryClient();
  const reload = () => queryClient.invalidateQueries({ queryKey: queryKeys.invitations });
  const resend = useMutation({
    mutationFn: () => browserClient().invitations.resend(id),
    onSuccess: async ({ token }) => {
      onLink(email, token);
      await reload();
    },
    onError: (error) => notifyProblem({ title: 'No new link was made.', description: error.message }),
  });
  const revoke = useMutation({
    mutationFn: () => browserClient().invitations.revoke(id),
    onSuccess: async () => {
      notify({ title: `The invitation of ${email} is revoked` });
      await reload();
    },
    onError: (error) => notifyProblem({ title: 'It was not revoked.', description: error.message }),
  });
  const { label, icon: Icon } = states[state];
  const canChange =
    (state === 'open' || state === 'expired') && identity.scopes.includes('people:write') && mayDecideAbout(identity.role, role);
  return (
    <li className="flex min-h-14 flex-wrap items-center gap-x-4 gap-y-2 px-4 py-2">
      <div className="min-w-0 grow basis-56">
        <div className="flex items-center gap-2 font-medium">
          <span className="truncate">{email}</span>
          <Badge>
            <Icon aria-hidden className="size-3" />
            {label}
          </Badge>
        </div>
        <div className="text-xs text-quiet">
          {roleWords[role].label}, invited {invitedBy === null ? '' : `by ${invitedBy} `}
          <RelativeTime at={createdAt} />
        </div>
      </div>
      {canChange ? (
        <div className="flex gap-2">
          <Button size="small" isBusy={resend.isPending} aria-label={`New link for ${email}`} onClick={() => resend.mutate()}>
            New link
          </Button>
          <Button
            size="small"
            variant="danger-outline"
            isBusy={revoke.isPending}
            aria-label={`Revoke the invitation of ${email}`}
            onClick={() => revoke.mutate()}
          >
            Revoke
          </Button>
        </div>
      ) : null}
    </li>
  );
}
