import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { EntryCard } from '@/features/entry/entry-card.tsx';
import { ProviderButtons } from '@/features/entry/provider-buttons.tsx';
import { SignInForm } from '@/features/entry/sign-in-form.tsx';
import { signInProblem } from '@/features/entry/sign-in-problems.ts';
import { safeNext } from '@/lib/addresses.ts';
import { isSignedIn, signInProviders } from '@/lib/server/api.ts';
import { runningForecourt } from '@/lib/server/running.ts';

export const metadata: Metadata = { title: 'Sign in' };

interface SignInPageProps {
  readonly searchParams: Promise<{ readonly next?: string | string[]; readonly problem?: string | string[] }>;
}

export default async function SignInPage({ searchParams }: SignInPageProps) {
  const { next, problem } = await searchParams;
  const target = safeNext(typeof next === 'string' ? next : undefined);
  if (await isSignedIn()) redirect(target);
  if ((await runningForecourt().setup()).needed) redirect('/welcome');
  return (
    <EntryCard title="Sign in" description="Photos in, cutouts out.">
      <SignInForm next={target} problem={signInProblem(typeof problem === 'string' ? problem : undefined)} />
      <ProviderButtons providers={await signInProviders()} next={target} />
    </EntryCard>
  );
}
