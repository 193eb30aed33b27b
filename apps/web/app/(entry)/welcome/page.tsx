import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { EntryCard } from '@/features/entry/entry-card.tsx';
import { WelcomeForm } from '@/features/entry/welcome-form.tsx';
import { runningForecourt } from '@/lib/server/running.ts';

export const metadata: Metadata = { title: 'Welcome' };

interface WelcomePageProps {
  readonly searchParams: Promise<{ readonly code?: string | string[] }>;
}

export default async function WelcomePage({ searchParams }: WelcomePageProps) {
  if (!(await runningForecourt().setup()).needed) redirect('/sign-in');
  const { code } = await searchParams;
  return (
    <EntryCard title="Welcome" description="One account for a start: yours, as the owner. It stays on this machine.">
      <WelcomeForm code={typeof code === 'string' && code !== '' ? code : null} />
    </EntryCard>
  );
}
