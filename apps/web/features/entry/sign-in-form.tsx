'use client';

import { useMutation } from '@tanstack/react-query';
import type { SubmitEvent } from 'react';
import { type Told, tell } from '@/components/state/problem.tsx';
import { Button } from '@/components/ui/button.tsx';
import { TextField } from '@/components/ui/input.tsx';
import { browserClient } from '@/lib/data/client.ts';
import { formValues } from '@/lib/form-values.ts';
import { useHydrated } from '@/lib/use-hydrated.ts';
import { FormProblem } from './form-problem.tsx';
import { PasswordField } from './password-field.tsx';

export interface SignInFormProps {
  /** Where somebody wanted to go. */
  readonly next: string;
  /** Why a sign-in elsewhere came to nothing. */
  readonly problem?: Told | null;
}

/** E-mail and password; then on to where somebody wanted to go. */
export function SignInForm({ next, problem = null }: SignInFormProps) {
  const isHydrated = useHydrated();
  const signIn = useMutation({
    mutationFn: ({ email = '', password = '' }: Readonly<Record<string, string>>) =>
      browserClient().session.signIn({ email: email.trim(), password }),
    // A full load: the server draws the page for whoever signed in now.
    onSuccess: () => window.location.assign(next),
  });
  const told = signIn.error === null ? problem : tell(signIn.error);
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    signIn.mutate(formValues(event.currentTarget));
  };
  return (
    <form method="post" onSubmit={submit} noValidate className="flex flex-col gap-4">
      {told === null ? null : <FormProblem told={told} />}
      <TextField name="email" type="email" label="E-mail" autoComplete="username" autoFocus required />
      <PasswordField name="password" label="Password" autoComplete="current-password" required />
      <Button
        type="submit"
        variant="primary"
        size="large"
        className="mt-1 w-full"
        disabled={!isHydrated}
        isBusy={signIn.isPending || signIn.isSuccess}
      >
        Sign in
      </Button>
    </form>
  );
}
