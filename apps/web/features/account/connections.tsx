'use client';

import type { SignInProvider } from '@forecourt/sdk/contract';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Check } from 'lucide-react';
import { tell } from '@/components/state/problem.tsx';
import { Badge } from '@/components/ui/badge.tsx';
import { Button } from '@/components/ui/button.tsx';
import { browserClient } from '@/lib/data/client.ts';
import { FormProblem } from '../entry/form-problem.tsx';
import { providerNames } from '../entry/provider-buttons.tsx';
import { signInProblem } from '../entry/sign-in-problems.ts';
import { accountOptions } from './account-queries.ts';

export interface ConnectionsProps {
  readonly providers: readonly SignInProvider[];
  /** Why the last try to connect one came to nothing. */
  readonly problem: string | null;
}

/** Accounts at Google and GitHub that somebody can sign in with. */
export function Connections({ providers, problem }: ConnectionsProps) {
  const { data: account } = useQuery(accountOptions(browserClient));
  const connect = useMutation({
    mutationFn: (provider: SignInProvider) =>
      browserClient().call('connectProvider', { params: { provider }, body: { next: '/settings/account' } }),
    onSuccess: ({ url }) => window.location.assign(url),
  });
  const told = connect.error === null ? signInProblem(problem ?? undefined) : tell(connect.error);
  return (
    <div className="flex max-w-md flex-col gap-3">
      {told === null ? null : <FormProblem told={told} />}
      <ul className="divide-y divide-line overflow-hidden rounded-md border border-line bg-surface">
        {providers.map((provider) => (
          <li key={provider} className="flex min-h-12 items-center justify-between gap-4 px-4 py-2">
            <span className="font-medium">{providerNames[provider]}</span>
            {account?.providers.includes(provider) ? (
              <Badge>
                <Check aria-hidden className="size-3" />
                Connected
              </Badge>
            ) : (
              <Button
                size="small"
                aria-label={`Connect ${providerNames[provider]}`}
                isBusy={(connect.isPending || connect.isSuccess) && connect.variables === provider}
                onClick={() => connect.mutate(provider)}
              >
                Connect
              </Button>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}
