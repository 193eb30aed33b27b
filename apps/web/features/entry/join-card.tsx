'use client';

import type { InvitationOffer, SignInProvider } from '@forecourt/sdk/contract';
import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { tell } from '@/components/state/problem.tsx';
import { buttonStyle } from '@/components/ui/button-style.ts';
import { Skeleton } from '@/components/ui/skeleton.tsx';
import { browserClient } from '@/lib/data/client.ts';
import { roleWords } from '../people/role-words.ts';
import { EntryCard } from './entry-card.tsx';
import { FormProblem } from './form-problem.tsx';
import { JoinForm } from './join-form.tsx';
import { useLinkToken } from './link-token.ts';

/** What an invitation offers, and the way in. */
export function JoinCard({ providers }: { readonly providers: readonly SignInProvider[] }) {
  const token = useLinkToken();
  const { data: offer, error } = useQuery({
    queryKey: ['invitation', token],
    queryFn: ({ signal }) => browserClient().invitations.read(token ?? '', { signal }),
    enabled: token !== null,
  });
  if (error !== null) {
    return (
      <EntryCard title="This invitation is over" description="Nothing was changed.">
        <div className="flex flex-col gap-4">
          <FormProblem told={tell(error)} />
          <Link href="/sign-in" className={buttonStyle({ variant: 'outline', size: 'large' })}>
            Go to sign-in
          </Link>
        </div>
      </EntryCard>
    );
  }
  if (offer === undefined || token === null) {
    return (
      <EntryCard title="Your invitation" description="One moment…">
        <Skeleton className="h-56" />
      </EntryCard>
    );
  }
  return (
    <EntryCard title={`Join ${offer.dealership}`} description={<Offer offer={offer} />}>
      <JoinForm token={token} offer={offer} providers={providers} />
    </EntryCard>
  );
}

function Offer({ offer: { invitedBy, role, email } }: { readonly offer: InvitationOffer }) {
  return (
    <>
      {invitedBy ?? 'Somebody'} invites <span className="text-ink">{email}</span> as {roleWords[role].article}. {roleWords[role].may}
    </>
  );
}
