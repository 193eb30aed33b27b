import { dehydrate, HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { Page, PageHeader } from '@/components/frame/page-header.tsx';
import { Account } from '@/features/settings/account.tsx';
import { ApiKeys } from '@/features/settings/api-keys.tsx';
import { Appearance } from '@/features/settings/appearance.tsx';
import { apiKeyOptions } from '@/features/settings/key-queries.ts';
import { SampleVehicles } from '@/features/settings/sample-vehicles.tsx';
import { Section } from '@/features/settings/section.tsx';
import { makeQueryClient } from '@/lib/data/query-client.ts';
import { requireIdentity, serverClient } from '@/lib/server/api.ts';

export const metadata: Metadata = { title: 'Settings' };

export default async function SettingsPage() {
  const identity = await requireIdentity();
  const client = await serverClient();
  const queryClient = makeQueryClient();
  const isAdministrator = identity.role === 'owner' || identity.role === 'manager';
  if (isAdministrator) await queryClient.prefetchInfiniteQuery(apiKeyOptions(() => client));
  return (
    <Page className="max-w-6xl">
      <PageHeader title="Settings" />
      <Section id="account" title="Account" description="Who you are here.">
        <Account identity={identity} />
      </Section>
      <Section id="appearance" title="Appearance" description="For this browser. Pictures look the same in all of them.">
        <Appearance />
      </Section>
      {isAdministrator ? (
        <>
          <Section id="api-keys" title="API keys" description="For programs that add vehicles, upload photos or fetch cutouts.">
            <HydrationBoundary state={dehydrate(queryClient)}>
              <ApiKeys />
            </HydrationBoundary>
          </Section>
          <Section id="samples" title="Sample vehicles" description="Twelve rendered cars to try things on.">
            <SampleVehicles />
          </Section>
        </>
      ) : null}
    </Page>
  );
}
