import { dehydrate, HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { Invitations } from '@/features/people/invitations.tsx';
import { People } from '@/features/people/people.tsx';
import { invitationOptions, peopleOptions } from '@/features/people/people-queries.ts';
import { Section } from '@/features/settings/section.tsx';
import { makeQueryClient } from '@/lib/data/query-client.ts';
import { requireRight, serverClient } from '@/lib/server/api.ts';

export const metadata: Metadata = { title: 'People' };

export default async function PeoplePage() {
  const identity = await requireRight('people:read');
  const client = await serverClient();
  const queryClient = makeQueryClient();
  await Promise.all([
    queryClient.prefetchInfiniteQuery(peopleOptions(() => client)),
    queryClient.prefetchInfiniteQuery(invitationOptions(() => client)),
  ]);
  return (
    <HydrationBoundary state={dehydrate(queryClient)}>
      <Section id="people" title="People" description="Who works in this dealership, and what each may do.">
        <People identity={identity} />
      </Section>
      <Section id="invitations" title="Invitations" description="A link for one person, good for two weeks.">
        <Invitations identity={identity} />
      </Section>
    </HydrationBoundary>
  );
}
