'use client';

import { passwordSchema } from '@forecourt/sdk/contract';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type SubmitEvent, useState } from 'react';
import { tell } from '@/components/state/problem.tsx';
import { Button } from '@/components/ui/button.tsx';
import { notify } from '@/components/ui/toast.tsx';
import { browserClient } from '@/lib/data/client.ts';
import { queryKeys } from '@/lib/data/keys.ts';
import { formValues } from '@/lib/form-values.ts';
import { FormProblem } from '../entry/form-problem.tsx';
import { PasswordField } from '../entry/password-field.tsx';
import { accountOptions } from './account-queries.ts';

/** Asks for the present password and a new one. */
export function PasswordForm({ email }: { readonly email: string }) {
  const queryClient = useQueryClient();
  const [error, setError] = useState<string>();
  const { data: account } = useQuery(accountOptions(browserClient));
  const change = useMutation({
    mutationFn: ({ current = '', password = '' }: Readonly<Record<string, string>>) =>
      browserClient().call('changePassword', { body: { current, password } }),
    onSuccess: async () => {
      notify({ title: 'Your password is changed', description: 'You are signed out everywhere else.' });
      await queryClient.invalidateQueries({ queryKey: queryKeys.sessions });
    },
  });
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const values = formValues(form);
    const isLongEnough = passwordSchema.safeParse(values.password).success;
    setError(isLongEnough ? undefined : 'Use at least 12 characters.');
    if (isLongEnough) change.mutate(values, { onSuccess: () => form.reset() });
  };
  if (account?.hasPassword === false) {
    return <p className="text-quiet">You sign in with an account elsewhere and have no password here.</p>;
  }
  return (
    <form method="post" onSubmit={submit} noValidate className="flex max-w-md flex-col gap-4">
      {change.error === null ? null : <FormProblem told={tell(change.error)} />}
      <input type="hidden" name="username" autoComplete="username" value={email} readOnly />
      <PasswordField name="current" label="Present password" autoComplete="current-password" required />
      <PasswordField
        name="password"
        label="New password"
        help="At least 12 characters. A few words are better than one odd one."
        autoComplete="new-password"
        required
        error={error}
      />
      <div>
        <Button type="submit" isBusy={change.isPending}>
          Change password
        </Button>
      </div>
    </form>
  );
}
