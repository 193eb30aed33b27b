import type { ReactNode } from 'react';
import { Page, PageHeader } from '@/components/frame/page-header.tsx';
import { SettingsTabs } from '@/features/settings/settings-tabs.tsx';
import { requireIdentity } from '@/lib/server/api.ts';

export default async function SettingsLayout({ children }: { readonly children: ReactNode }) {
  const { scopes } = await requireIdentity();
  return (
    <Page className="max-w-6xl">
      <PageHeader title="Settings" />
      <SettingsTabs scopes={scopes} />
      <div>{children}</div>
    </Page>
  );
}
