import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { EntryCard } from '@/features/entry/entry-card.tsx';
import { SignInForm } from '@/features/entry/sign-in-form.tsx';
import { safeNext } from '@/lib/addresses.ts';
import { isSignedIn } from '@/lib/server/api.ts';
import { runningForecourt } from '@/lib/server/running.ts';

export const metadata: Metadata = { title: 'Sign in' };

interface SignInPageProps {
  readonly searchParams: Promise<{ readonly next?: string | string[] }>;
}

export default async function SignInPage({ searchParams }: SignInPageProps) {
  const { next } = await searchParams;
  const target = safeNext(typeof next === 'string' ? next : undefined);
  if (await isSignedIn()) redirect(target);
  if ((await runningForecourt().setup()).needed) redirect('/welcome');
  return (
    <EntryCard title="Sign in" description="Photos in, cutouts out.">
      <SignInForm next={target} />
    </EntryCard>
  );
}
