import type { Metadata } from 'next';
import { ConnectPage } from '@/features/hosts/connect-page.tsx';
import { requireRight } from '@/lib/server/api.ts';

export const metadata: Metadata = { title: 'Connect a computer' };

export default async function ConnectComputerPage() {
  await requireRight('hosts:write');
  return <ConnectPage />;
}
