import type { Metadata } from 'next';
import { AuditPage } from '@/features/audit/audit-page.tsx';
import { requireRight } from '@/lib/server/api.ts';

export const metadata: Metadata = { title: 'Audit' };

/** Entries stand under the days of the reader's own time zone, which only the browser knows: it asks for them. */
export default async function AuditSettingsPage() {
  await requireRight('audit:read');
  return <AuditPage />;
}
