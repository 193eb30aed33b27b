import { dehydrate, HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { accountOptions, sessionsOptions } from '@/features/account/account-queries.ts';
import { Connections } from '@/features/account/connections.tsx';
import { NameForm } from '@/features/account/name-form.tsx';
import { PasswordForm } from '@/features/account/password-form.tsx';
import { Sessions } from '@/features/account/sessions.tsx';
import { Section } from '@/features/settings/section.tsx';
import { makeQueryClient } from '@/lib/data/query-client.ts';
import { requireIdentity, serverClient, signInProviders } from '@/lib/server/api.ts';

export const metadata: Metadata = { title: 'Account' };

interface AccountPageProps {
  readonly searchParams: Promise<{ readonly problem?: string | string[] }>;
}

export default async function AccountPage({ searchParams }: AccountPageProps) {
  const identity = await requireIdentity();
  const { problem } = await searchParams;
  const client = await serverClient();
  const providers = await signInProviders();
  const queryClient = makeQueryClient();
  await Promise.all([queryClient.prefetchQuery(accountOptions(() => client)), queryClient.prefetchQuery(sessionsOptions(() => client))]);
  return (
    <HydrationBoundary state={dehydrate(queryClient)}>
      <Section id="name" title="Name" description="Stands beside what you decide.">
        <NameForm name={identity.person?.name ?? ''} />
      </Section>
      <Section id="password" title="Password" description="Changing it signs you out everywhere else.">
        <PasswordForm email={identity.person?.email ?? ''} />
      </Section>
      {providers.length === 0 ? null : (
        <Section id="connections" title="Accounts elsewhere" description="Sign in without your password.">
          <Connections providers={providers} problem={typeof problem === 'string' ? problem : null} />
        </Section>
      )}
      <Section id="sessions" title="Sessions" description="Where you are signed in. End what you do not know.">
        <Sessions />
      </Section>
    </HydrationBoundary>
  );
}
