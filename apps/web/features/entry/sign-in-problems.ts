import type { Told } from '@/components/state/problem.tsx';

/** Why somebody who came back from Google or GitHub is not signed in, by the short name in the address. */
const problems: Readonly<Record<string, readonly [message: string, hint: string]>> = {
  'not-invited': ['Nobody has invited this address.', 'Ask a manager of your dealership for an invitation.'],
  'not-connected': [
    'There is an account with this address, and it is not connected yet.',
    'Sign in with your password, then connect it under Settings, Account.',
  ],
  'connected-to-another': ['That account is connected with another person here.', 'Sign in with it, or choose another one.'],
  cancelled: ['The sign-in was cancelled.', 'Try again, or sign in with your password.'],
  'too-late': ['The sign-in took too long or began in another browser.', 'Try again.'],
  failed: ['The sign-in did not work.', 'Try again, or sign in with your password.'],
};

export function signInProblem(name: string | undefined): Told | null {
  const [message, hint] = problems[name ?? ''] ?? [];
  if (message === undefined || hint === undefined) return null;
  return { message, hint, code: `sign-in: ${name}`, details: '' };
}
