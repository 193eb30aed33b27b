'use client';

import type { Identity, Invitation } from '@forecourt/sdk/contract';
import { useInfiniteQuery } from '@tanstack/react-query';
import { MailPlus, UserPlus } from 'lucide-react';
import { useState } from 'react';
import { useCommandActions } from '@/components/frame/command-actions.tsx';
import { Empty } from '@/components/state/empty.tsx';
import { MoreRows } from '@/components/state/more-rows.tsx';
import { ProblemNote } from '@/components/state/problem.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Skeleton } from '@/components/ui/skeleton.tsx';
import { browserClient } from '@/lib/data/client.ts';
import { itemsOf } from '@/lib/data/pages.ts';
import { InvitationRow } from './invitation-row.tsx';
import { InviteDialog } from './invite-dialog.tsx';
import { LinkDialog, type OneTimeLink } from './link-dialog.tsx';
import { invitationOptions } from './people-queries.ts';

/** Who is invited, and the way to invite somebody. */
export function Invitations({ identity }: { readonly identity: Identity }) {
  const [isNewOpen, setNewOpen] = useState(false);
  const [link, setLink] = useState<OneTimeLink | null>(null);
  const { data, error, isFetching, isFetchingNextPage, hasNextPage, fetchNextPage, refetch } = useInfiniteQuery(
    invitationOptions(browserClient),
  );
  const canInvite = identity.scopes.includes('people:write');
  const openNew = () => setNewOpen(true);
  useCommandActions(canInvite ? [{ label: 'Invite somebody', icon: UserPlus, otherWords: ['people', 'add'], run: openNew }] : []);
  const show = (email: string, token: string) =>
    setLink({
      title: `${email} is invited`,
      description: 'Give this link to that person. It is good once, for two weeks, and cannot be shown again.',
      path: `/join#${token}`,
    });
  return (
    <div>
      <InvitationList
        invitations={itemsOf(data)}
        error={error}
        isFetching={isFetching}
        onRetry={() => void refetch()}
        onNew={canInvite ? openNew : null}
        onLink={show}
        identity={identity}
      />
      <MoreRows hasMore={hasNextPage} isLoading={isFetchingNextPage} onMore={() => void fetchNextPage()} />
      <InviteDialog isOpen={isNewOpen} onOpenChange={setNewOpen} role={identity.role} onInvited={show} />
      <LinkDialog link={link} onClose={() => setLink(null)} />
    </div>
  );
}

interface InvitationListProps {
  readonly invitations: readonly Invitation[] | undefined;
  readonly error: Error | null;
  readonly isFetching: boolean;
  readonly onRetry: () => void;
  readonly onNew: (() => void) | null;
  readonly onLink: (email: string, token: string) => void;
  readonly identity: Identity;
}

function InvitationList({ invitations, error, isFetching, onRetry, onNew, onLink, identity }: InvitationListProps) {
  if (invitations === undefined) {
    if (error === null) return <Skeleton className="h-40" />;
    return (
      <ProblemNote
        error={error}
        title="The invitations could not be loaded."
        action={
          <Button variant="primary" size="small" isBusy={isFetching} onClick={onRetry}>
            Try again
          </Button>
        }
      />
    );
  }
  const button =
    onNew === null ? null : (
      <Button variant={invitations.length === 0 ? 'primary' : 'outline'} icon={<UserPlus aria-hidden />} onClick={onNew}>
        Invite somebody
      </Button>
    );
  return (
    <div className="overflow-hidden rounded-md border border-line bg-surface">
      {invitations.length === 0 ? (
        <Empty icon={MailPlus} title="Nobody is invited" actions={button} className="py-10">
          Invite the people who take photos, review cutouts or look after the listing.
        </Empty>
      ) : (
        <>
          <div className="flex justify-end border-b border-line px-4 py-2.5">{button}</div>
          <ul className="divide-y divide-line">
            {invitations.map((invitation) => (
              <InvitationRow key={invitation.id} invitation={invitation} identity={identity} onLink={onLink} />
            ))}
          </ul>
        </>
      )}
    </div>
  );
}
