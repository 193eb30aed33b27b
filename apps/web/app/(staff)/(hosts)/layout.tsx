import type { ReactNode } from 'react';
import { Page, PageHeader } from '@/components/frame/page-header.tsx';
import { HostTabs } from '@/features/hosts/host-tabs.tsx';
import { requireRight } from '@/lib/server/api.ts';

export default async function HostsLayout({ children }: { readonly children: ReactNode }) {
  await requireRight('hosts:read');
  return (
    <Page>
      <PageHeader title="Hosts" />
      <HostTabs />
      <div>{children}</div>
    </Page>
  );
}
