'use client';

import { type Identity, type Member, type Role, roleSchema } from '@forecourt/sdk/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Check, KeyRound, LogOut, MoreHorizontal, UserMinus } from 'lucide-react';
import { useState } from 'react';
import { Badge } from '@/components/ui/badge.tsx';
import { Button } from '@/components/ui/button.tsx';
import { ConfirmDialog } from '@/components/ui/dialog.tsx';
import { Menu, MenuItem, MenuSeparator } from '@/components/ui/menu.tsx';
import { RelativeTime } from '@/components/ui/relative-time.tsx';
import { notify, notifyProblem } from '@/components/ui/toast.tsx';
import { browserClient } from '@/lib/data/client.ts';
import { queryKeys } from '@/lib/data/keys.ts';
import type { OneTimeLink } from './link-dialog.tsx';
import { mayDecideAbout, roleWords } from './role-words.ts';

export interface PersonRowProps {
  readonly member: Member;
  readonly identity: Identity;
  readonly onLink: (link: OneTimeLink) => void;
}

/** One person: name, role, last seen, and what can be done about it. */
export function PersonRow({ member, identity, onLink }: PersonRowProps) {
  const [isAsking, setAsking] = useState(false);
  const isSelf = member.id === identity.person?.id;
  const canChange = identity.scopes.includes('people:write') && mayDecideAbout(identity.role, member.role);
  const { changeRole, remove, endSessions, makeReset } = usePersonActions(member, onLink, () => setAsking(false));
  return (
    <li className="grid min-h-14 grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-1 px-4 py-2 sm:grid-cols-[minmax(0,1fr)_7rem_8rem_2rem]">
      <div className="min-w-0">
        <div className="flex items-center gap-2 font-medium">
          <span className="truncate">{member.name}</span>
          {isSelf ? <Badge>You</Badge> : null}
          {member.isOperator ? <Badge>Operator</Badge> : null}
        </div>
        <div className="truncate text-xs text-quiet">{member.email}</div>
      </div>
      <div className="order-3 text-sm sm:order-none">{roleWords[member.role].label}</div>
      <div className="order-4 text-right text-sm text-quiet sm:order-none sm:text-left">
        {member.lastSeenAt === null ? 'Not signed in' : <RelativeTime at={member.lastSeenAt} />}
      </div>
      <div className="order-2 flex justify-end sm:order-none">
        {canChange && !isSelf ? (
          <Menu
            trigger={
              <Button variant="quiet" size="icon" aria-label={`Change ${member.name}`}>
                <MoreHorizontal aria-hidden />
              </Button>
            }
          >
            {roleSchema.options
              .filter((role) => mayDecideAbout(identity.role, role))
              .map((role) => (
                <MenuItem
                  key={role}
                  icon={role === member.role ? <Check aria-hidden /> : <span className="size-4" />}
                  onClick={() => changeRole.mutate(role)}
                >
                  {roleWords[role].label}
                </MenuItem>
              ))}
            <MenuSeparator />
            <MenuItem icon={<KeyRound aria-hidden />} onClick={() => makeReset.mutate()}>
              Link for a new password
            </MenuItem>
            <MenuItem icon={<LogOut aria-hidden />} onClick={() => endSessions.mutate()}>
              Sign out everywhere
            </MenuItem>
            <MenuItem icon={<UserMinus aria-hidden />} isDangerous onClick={() => setAsking(true)}>
              Remove
            </MenuItem>
          </Menu>
        ) : null}
      </div>
      <ConfirmDialog
        isOpen={isAsking}
        onOpenChange={setAsking}
        title={`Remove ${member.name}?`}
        description="This person is signed out here at once and sees this dealership no more. What it did stays. You can invite it again."
        action="Remove person"
        isBusy={remove.isPending}
        onConfirm={() => remove.mutate()}
      />
    </li>
  );
}

function usePersonActions(member: Member, onLink: PersonRowProps['onLink'], onRemoved: () => void) {
  const queryClient = useQueryClient();
  const reload = () => queryClient.invalidateQueries({ queryKey: queryKeys.people });
  const failed = (error: Error) => notifyProblem({ title: `${member.name} was not changed.`, description: error.message });
  const changeRole = useMutation({
    mutationFn: (role: Role) => browserClient().people.changeRole(member.id, role),
    onSuccess: async ({ role }) => {
      notify({ title: `${member.name} is ${roleWords[role].article} now` });
      await reload();
    },
    onError: failed,
  });
  const remove = useMutation({
    mutationFn: () => browserClient().people.remove(member.id),
    onSuccess: async () => {
      onRemoved();
      notify({ title: `${member.name} is removed` });
      await reload();
    },
    onError: failed,
  });
  const endSessions = useMutation({
    mutationFn: () => browserClient().people.endSessions(member.id),
    onSuccess: async () => {
      notify({ title: `${member.name} is signed out` });
      await reload();
    },
    onError: failed,
  });
  const makeReset = useMutation({
    mutationFn: () => browserClient().people.makePasswordReset(member.id),
    onSuccess: ({ token }) =>
      onLink({
        title: `A new password for ${member.name}`,
        description: 'Give this link to nobody else: whoever opens it sets the password. It is good once, for a day.',
        path: `/reset#${token}`,
      }),
    onError: failed,
  });
  return { changeRole, remove, endSessions, makeReset };
}
