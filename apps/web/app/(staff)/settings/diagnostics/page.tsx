import type { Metadata } from 'next';
import { DiagnosticsPage } from '@/features/diagnostics/diagnostics-page.tsx';
import { requireRight } from '@/lib/server/api.ts';

export const metadata: Metadata = { title: 'Diagnostics' };

export default async function SettingsDiagnosticsPage() {
  await requireRight('installation:read');
  return <DiagnosticsPage />;
}
