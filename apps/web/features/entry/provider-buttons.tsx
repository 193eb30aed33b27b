'use client';

import type { SignInProvider } from '@forecourt/sdk/contract';
import { useMutation } from '@tanstack/react-query';
import { tell } from '@/components/state/problem.tsx';
import { Button } from '@/components/ui/button.tsx';
import { browserClient } from '@/lib/data/client.ts';
import { useHydrated } from '@/lib/use-hydrated.ts';
import { FormProblem } from './form-problem.tsx';

export const providerNames: Readonly<Record<SignInProvider, string>> = { google: 'Google', github: 'GitHub' };

export interface ProviderButtonsProps {
  /** Those that this installation is set up for. */
  readonly providers: readonly SignInProvider[];
  /** Where to go on afterwards. */
  readonly next: string;
}

/** Ways in by an account elsewhere; nothing where there are none. */
export function ProviderButtons({ providers, next }: ProviderButtonsProps) {
  const isHydrated = useHydrated();
  const start = useMutation({
    mutationFn: (provider: SignInProvider) => browserClient().call('startSignIn', { params: { provider }, body: { next } }),
    onSuccess: ({ url }) => window.location.assign(url),
  });
  if (providers.length === 0) return null;
  return (
    <div className="mt-4 flex flex-col gap-3">
      <div className="flex items-center gap-3 text-sm text-quiet">
        <span className="h-px grow bg-line" />
        or
        <span className="h-px grow bg-line" />
      </div>
      {start.error === null ? null : <FormProblem told={tell(start.error)} />}
      {providers.map((provider) => (
        <Button
          key={provider}
          size="large"
          className="w-full"
          disabled={!isHydrated}
          isBusy={(start.isPending || start.isSuccess) && start.variables === provider}
          onClick={() => start.mutate(provider)}
        >
          Continue with {providerNames[provider]}
        </Button>
      ))}
    </div>
  );
}
