import { dehydrate, HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { Escalation } from '@/features/notifications/escalation.tsx';
import { notificationSettingsOptions } from '@/features/notifications/notification-queries.ts';
import { Preferences } from '@/features/notifications/preferences.tsx';
import { Section } from '@/features/settings/section.tsx';
import { makeQueryClient } from '@/lib/data/query-client.ts';
import { requireIdentity, serverClient } from '@/lib/server/api.ts';

export const metadata: Metadata = { title: 'Notifications' };

export default async function NotificationSettings() {
  const { scopes } = await requireIdentity();
  const client = await serverClient();
  const queryClient = makeQueryClient();
  await queryClient.prefetchQuery(notificationSettingsOptions(() => client));
  return (
    <HydrationBoundary state={dehydrate(queryClient)}>
      <Section
        id="told"
        title="What you are told"
        description="Here is the bell on top of every page. The same thing is told once, however often it happens."
      >
        <Preferences />
      </Section>
      {scopes.includes('settings:write') ? (
        <Section
          id="escalation"
          title="If nobody takes care"
          description="Managers are told first. When none of them takes care of an error in time, owners get a mail."
        >
          <Escalation />
        </Section>
      ) : null}
    </HydrationBoundary>
  );
}
