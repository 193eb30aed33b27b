'use client';

import { ForecourtError } from '@forecourt/errors';
import { routes } from '@forecourt/sdk/contract';
import { useMutation } from '@tanstack/react-query';
import { type SubmitEvent, useState } from 'react';
import { tell } from '@/components/state/problem.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Checkbox } from '@/components/ui/checkbox.tsx';
import { TextField } from '@/components/ui/input.tsx';
import { addSamples } from '@/features/samples/actions.ts';
import { browserClient } from '@/lib/data/client.ts';
import { formValues } from '@/lib/form-values.ts';
import { useHydrated } from '@/lib/use-hydrated.ts';
import { FormProblem } from './form-problem.tsx';
import { PasswordField } from './password-field.tsx';

type Values = Readonly<Record<string, string>>;
type FieldErrors = Readonly<Record<string, string>>;

const words: FieldErrors = {
  code: 'Enter the code that the server printed when it started.',
  dealership: 'Enter the name of your dealership.',
  name: 'Enter your name.',
  email: 'Enter an e-mail address, as ann@example.com.',
  password: 'Use at least 12 characters.',
};

/** Creates the dealership and its owner. The code proves that whoever does so can see the server's terminal. */
export function WelcomeForm({ code }: { readonly code: string | null }) {
  const [hasSamples, setSamples] = useState(true);
  const [errors, setErrors] = useState<FieldErrors>({});
  const isHydrated = useHydrated();
  const create = useMutation({
    mutationFn: async (values: Values) => {
      const body = routes.setUp.body.parse(values);
      await browserClient().setup.complete(body);
      // The account is there: if samples fail, the stock's empty page offers them again.
      if (hasSamples) await addSamples().catch(() => undefined);
    },
    onSuccess: () => window.location.assign('/vehicles'),
  });
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const values = formValues(event.currentTarget);
    const wrong = wrongFields({ code: code ?? '', ...values });
    setErrors(wrong);
    const [first] = Object.keys(wrong);
    if (first !== undefined) {
      const box = event.currentTarget.elements.namedItem(first);
      if (box instanceof HTMLElement) box.focus();
      return;
    }
    create.mutate({ ...(code === null ? {} : { code }), ...values });
  };
  const isCodeWrong = ForecourtError.is(create.error) && create.error.code === 'SETUP_CODE_WRONG';
  return (
    <form method="post" onSubmit={submit} noValidate className="flex flex-col gap-4">
      {create.error === null ? null : <FormProblem told={tell(create.error)} />}
      {code === null || isCodeWrong ? (
        <TextField
          name="code"
          label="Set-up code"
          defaultValue={code ?? ''}
          help="The server printed it in its terminal when it started."
          autoComplete="off"
          spellCheck={false}
          className="figures"
          error={errors.code}
          required
        />
      ) : null}
      <TextField name="dealership" label="Dealership" autoComplete="organization" autoFocus required error={errors.dealership} />
      <TextField name="name" label="Your name" autoComplete="name" required error={errors.name} />
      <TextField name="email" type="email" label="E-mail" autoComplete="username" required error={errors.email} />
      <PasswordField
        name="password"
        label="Password"
        help="At least 12 characters. A few words are better than one odd one."
        autoComplete="new-password"
        required
        error={errors.password}
      />
      <Checkbox
        label="Start with sample vehicles"
        help="Twelve rendered cars to try things on. They can be removed with one click."
        isChecked={hasSamples}
        onChange={setSamples}
      />
      <Button
        type="submit"
        variant="primary"
        size="large"
        className="mt-1 w-full"
        disabled={!isHydrated}
        isBusy={create.isPending || create.isSuccess}
      >
        {create.isPending && hasSamples ? 'Creating, with sample vehicles' : 'Create account'}
      </Button>
    </form>
  );
}

function wrongFields(values: Values): FieldErrors {
  const parsed = routes.setUp.body.safeParse(values);
  if (parsed.success) return {};
  return Object.fromEntries(parsed.error.issues.map(({ path, message }) => [String(path[0]), words[String(path[0])] ?? message]));
}
