import type { Metadata } from 'next';
import { UsagePage } from '@/features/usage/usage-page.tsx';
import { requireRight } from '@/lib/server/api.ts';

export const metadata: Metadata = { title: 'Usage and budgets' };

/** Figures are asked for by the browser: which days are meant depends on the range that is chosen there. */
export default async function UsageSettingsPage() {
  const { scopes } = await requireRight('usage:read');
  return <UsagePage mayWrite={scopes.includes('providers:write')} />;
}
