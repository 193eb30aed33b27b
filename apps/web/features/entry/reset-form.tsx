'use client';

import { passwordSchema } from '@forecourt/sdk/contract';
import { useMutation } from '@tanstack/react-query';
import Link from 'next/link';
import { type SubmitEvent, useState } from 'react';
import { tell } from '@/components/state/problem.tsx';
import { Button } from '@/components/ui/button.tsx';
import { buttonStyle } from '@/components/ui/button-style.ts';
import { browserClient } from '@/lib/data/client.ts';
import { formValues } from '@/lib/form-values.ts';
import { FormProblem } from './form-problem.tsx';
import { useLinkToken } from './link-token.ts';
import { PasswordField } from './password-field.tsx';

/** Takes a one-time link and a new password; then on to sign in with it. */
export function ResetForm() {
  const token = useLinkToken();
  const [error, setError] = useState<string>();
  const reset = useMutation({
    mutationFn: (password: string) => browserClient().call('resetPassword', { body: { token: token ?? '', password } }),
  });
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const { password = '' } = formValues(event.currentTarget);
    const isLongEnough = passwordSchema.safeParse(password).success;
    setError(isLongEnough ? undefined : 'Use at least 12 characters.');
    if (isLongEnough) reset.mutate(password);
  };
  if (reset.isSuccess) {
    return (
      <div className="flex flex-col gap-4">
        <p role="status">Your new password is set.</p>
        <Link href="/sign-in" className={buttonStyle({ variant: 'primary', size: 'large' })}>
          Sign in
        </Link>
      </div>
    );
  }
  return (
    <form method="post" onSubmit={submit} noValidate className="flex flex-col gap-4">
      {reset.error === null ? null : <FormProblem told={tell(reset.error)} />}
      <PasswordField
        name="password"
        label="New password"
        help="At least 12 characters. A few words are better than one odd one."
        autoComplete="new-password"
        autoFocus
        required
        error={error}
      />
      <Button type="submit" variant="primary" size="large" className="mt-1 w-full" disabled={token === null} isBusy={reset.isPending}>
        Set password
      </Button>
    </form>
  );
}
