'use client';

import type { Choice, Operation, ProviderDetail, ProviderRules, ProviderSettings } from '@forecourt/sdk/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { notify, notifyProblem } from '@/components/ui/toast.tsx';
import { browserClient } from '@/lib/data/client.ts';
import { queryKeys } from '@/lib/data/keys.ts';

interface ProviderList {
  readonly items: readonly ProviderSettings[];
  readonly rules: ProviderRules;
}

const failed = (title: string) => (error: Error) => notifyProblem({ title, description: error.message });

/** Shows the server's answer at once, on the page of the provider and in the list. */
export function useKeepProvider() {
  const queryClient = useQueryClient();
  return (provider: ProviderDetail) => {
    queryClient.setQueryData(queryKeys.provider(provider.id), provider);
    return queryClient.invalidateQueries({ queryKey: queryKeys.providerList });
  };
}

/** What can be done with one provider beside the dialogs. */
export function useProviderActions({ id, name }: Pick<ProviderSettings, 'id' | 'name'>) {
  const queryClient = useQueryClient();
  const keep = useKeepProvider();
  const setEnabled = useMutation({
    mutationFn: (isEnabled: boolean) => browserClient().providers.change(id, { isEnabled }),
    onSuccess: keep,
    onError: failed(`${name} was not changed.`),
  });
  const test = useMutation({
    mutationFn: () => browserClient().providers.test(id),
    onSuccess: (provider) => {
      notify({
        title: provider.health.state === 'ready' ? `${name} answers` : `${name} does not work`,
        description: provider.health.message,
      });
      return keep(provider);
    },
    onError: failed(`${name} was not tried.`),
  });
  const reset = useMutation({
    mutationFn: (operation: Operation) => browserClient().providers.resetBreaker(id, operation),
    onSuccess: (provider) => {
      notify({ title: `The next call goes to ${name} again` });
      return keep(provider);
    },
    onError: failed(`${name} is left alone still.`),
  });
  const remove = useMutation({
    mutationFn: () => browserClient().providers.delete(id),
    onSuccess: () => {
      notify({ title: `${name} is removed` });
      queryClient.removeQueries({ queryKey: queryKeys.provider(id) });
      return queryClient.invalidateQueries({ queryKey: queryKeys.providerList });
    },
    onError: failed(`${name} was not removed.`),
  });
  return { setEnabled, test, reset, remove };
}

/** Order and choice: shown at once, and as they are on the server should it refuse. */
export function useProviderRules() {
  const queryClient = useQueryClient();
  const refresh = () => queryClient.invalidateQueries({ queryKey: queryKeys.providerList });
  const show = async (change: (list: ProviderList) => ProviderList) => {
    await queryClient.cancelQueries({ queryKey: queryKeys.providerList });
    queryClient.setQueryData<ProviderList>(queryKeys.providerList, (list) => list && change(list));
  };
  const order = useMutation({
    mutationFn: (items: readonly ProviderSettings[]) => browserClient().providers.order(items.map(({ id }) => id)),
    scope: { id: 'provider-order' },
    onMutate: (items) => show((list) => ({ ...list, items })),
    onError: failed('The order was not changed.'),
    onSettled: refresh,
  });
  const choose = useMutation({
    mutationFn: (choice: Choice) => browserClient().providers.choose(choice),
    onMutate: (choice) => show((list) => ({ ...list, rules: { ...list.rules, choose: choice } })),
    onError: failed('The choice was not changed.'),
    onSettled: refresh,
  });
  return { order, choose };
}
