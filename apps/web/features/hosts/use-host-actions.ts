'use client';

import type { HostDetail, HostStatus } from '@forecourt/sdk/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { notify, notifyProblem } from '@/components/ui/toast.tsx';
import { keepHost } from '@/lib/data/cached-hosts.ts';
import { browserClient } from '@/lib/data/client.ts';
import { queryKeys } from '@/lib/data/keys.ts';

const failed = (title: string) => (error: Error) => notifyProblem({ title, description: error.message });

/** Shows a host at once as the server says it is. */
export function useKeepHost() {
  const queryClient = useQueryClient();
  return (host: HostDetail) => {
    queryClient.setQueryData<HostDetail>(queryKeys.host(host.id), host);
    keepHost(queryClient, host);
  };
}

/** What can be done with a host beside what its dialogs do. */
export function useHostActions({ id, name }: Pick<HostStatus, 'id' | 'name'>) {
  const queryClient = useQueryClient();
  const keep = useKeepHost();
  const drain = useMutation({
    mutationFn: (isDraining: boolean) => browserClient().hosts.drain(id, isDraining),
    onSuccess: (host, isDraining) => {
      keep(host);
      notify({ title: isDraining ? `${name} finishes what it has` : `${name} takes work again` });
    },
    onError: failed(`${name} was not told.`),
  });
  const probe = useMutation({
    mutationFn: () => browserClient().hosts.probe(id),
    onSuccess: (host) => {
      keep(host);
      const up = host.roads.filter(({ state }) => state === 'up').length;
      notify({ title: `${up} of ${host.roads.length} roads to ${name} ${up === 1 ? 'works' : 'work'}` });
    },
    onError: failed('The roads were not tried.'),
  });
  const update = useMutation({
    mutationFn: () => browserClient().hosts.update(id),
    onSuccess: () => notify({ title: `${name} installs the new agent`, description: 'It comes back by itself in a moment.' }),
    onError: failed(`${name} was not updated.`),
  });
  const revoke = useMutation({
    mutationFn: () => browserClient().hosts.revoke(id),
    onSuccess: () => {
      notify({ title: `${name} is revoked` });
      return queryClient.invalidateQueries({ queryKey: queryKeys.hosts });
    },
    onError: failed(`${name} was not revoked.`),
  });
  return { drain, probe, update, revoke };
}
