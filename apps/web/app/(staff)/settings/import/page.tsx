import { dehydrate, HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { ImportPage } from '@/features/imports/import-page.tsx';
import { importListOptions } from '@/features/imports/import-queries.ts';
import { Section } from '@/features/settings/section.tsx';
import { makeQueryClient } from '@/lib/data/query-client.ts';
import { requireRight, serverClient } from '@/lib/server/api.ts';

export const metadata: Metadata = { title: 'Import' };

export default async function ImportSettingsPage() {
  await requireRight('imports:write');
  const client = await serverClient();
  const queryClient = makeQueryClient();
  await queryClient.prefetchInfiniteQuery(importListOptions(() => client));
  return (
    <Section
      id="import"
      title="Import"
      description="Bring your vehicles over from another system. Nothing comes in before you have seen what would, and an import can be taken back."
    >
      <HydrationBoundary state={dehydrate(queryClient)}>
        <ImportPage />
      </HydrationBoundary>
    </Section>
  );
}
