import type { Metadata } from 'next';
import { JoinCard } from '@/features/entry/join-card.tsx';
import { signInProviders } from '@/lib/server/api.ts';

export const metadata: Metadata = { title: 'Join' };

export default async function JoinPage() {
  return <JoinCard providers={await signInProviders()} />;
}
