'use client';

import type { InvitationOffer, SignInProvider } from '@forecourt/sdk/contract';
import { passwordSchema } from '@forecourt/sdk/contract';
import { useMutation } from '@tanstack/react-query';
import { type SubmitEvent, useState } from 'react';
import { tell } from '@/components/state/problem.tsx';
import { Button } from '@/components/ui/button.tsx';
import { TextField } from '@/components/ui/input.tsx';
import { browserClient } from '@/lib/data/client.ts';
import { formValues } from '@/lib/form-values.ts';
import { useHydrated } from '@/lib/use-hydrated.ts';
import { FormProblem } from './form-problem.tsx';
import { PasswordField } from './password-field.tsx';
import { ProviderButtons } from './provider-buttons.tsx';

export interface JoinFormProps {
  readonly token: string;
  readonly offer: InvitationOffer;
  readonly providers: readonly SignInProvider[];
}

type FieldErrors = Readonly<Partial<Record<'name' | 'password', string>>>;

/** A name and a password for somebody new; the password that there is for somebody who has an account. */
export function JoinForm({ token, offer, providers }: JoinFormProps) {
  const isHydrated = useHydrated();
  const [errors, setErrors] = useState<FieldErrors>({});
  const join = useMutation({
    mutationFn: ({ name = '', password = '' }: Readonly<Record<string, string>>) =>
      browserClient().invitations.accept({ token, password, ...(offer.hasAccount ? {} : { name }) }),
    // A full load: the server draws the page for whoever signed in now.
    onSuccess: () => window.location.assign('/vehicles'),
  });
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const values = formValues(event.currentTarget);
    const { name = '', password = '' } = values;
    const wrong: FieldErrors = offer.hasAccount
      ? {}
      : {
          ...(name.trim() === '' && { name: 'Enter your name.' }),
          ...(!passwordSchema.safeParse(password).success && { password: 'Use at least 12 characters.' }),
        };
    setErrors(wrong);
    if (Object.keys(wrong).length === 0) join.mutate(values);
  };
  return (
    <form method="post" onSubmit={submit} noValidate className="flex flex-col gap-4">
      {join.error === null ? null : <FormProblem told={tell(join.error)} />}
      {/* For the browser's store of passwords: it belongs to this address. */}
      <input type="hidden" name="username" autoComplete="username" value={offer.email} readOnly />
      {offer.hasAccount ? null : <TextField name="name" label="Your name" autoComplete="name" autoFocus required error={errors.name} />}
      <PasswordField
        name="password"
        label={offer.hasAccount ? 'Your password' : 'Password'}
        help={
          offer.hasAccount
            ? 'You have an account here already: enter the password that you sign in with.'
            : 'At least 12 characters. A few words are better than one odd one.'
        }
        autoComplete={offer.hasAccount ? 'current-password' : 'new-password'}
        required
        error={errors.password}
      />
      <Button
        type="submit"
        variant="primary"
        size="large"
        className="mt-1 w-full"
        disabled={!isHydrated}
        isBusy={join.isPending || join.isSuccess}
      >
        Join
      </Button>
      <ProviderButtons providers={providers} next="/vehicles" />
    </form>
  );
}
