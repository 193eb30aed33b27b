'use client';

import type { Webhook } from '@forecourt/sdk/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { notify, notifyProblem } from '@/components/ui/toast.tsx';
import { browserClient } from '@/lib/data/client.ts';
import { queryKeys } from '@/lib/data/keys.ts';

/** What can be done with a webhook; the page shows the server's answer at once. */
export function useWebhookActions({ id }: Webhook) {
  const queryClient = useQueryClient();
  const refresh = () => queryClient.invalidateQueries({ queryKey: queryKeys.webhooks });
  const failed = (title: string) => (error: Error) => notifyProblem({ title, description: error.message });
  const ping = useMutation({
    mutationFn: () => browserClient().webhooks.ping(id),
    onSuccess: refresh,
    onError: failed('The test was not sent.'),
  });
  const setState = useMutation({
    mutationFn: (state: 'active' | 'paused') => browserClient().webhooks.change(id, { state }),
    onSuccess: refresh,
    onError: failed('The webhook was not changed.'),
  });
  const remove = useMutation({
    mutationFn: () => browserClient().webhooks.delete(id),
    onSuccess: () => {
      notify({ title: 'The webhook is removed' });
      queryClient.removeQueries({ queryKey: queryKeys.webhook(id) });
      return queryClient.invalidateQueries({ queryKey: queryKeys.webhookList });
    },
    onError: failed('The webhook was not removed.'),
  });
  const redeliver = useMutation({
    mutationFn: (deliveryId: string) => browserClient().webhooks.redeliver(id, deliveryId),
    onSuccess: refresh,
    onError: failed('It was not sent again.'),
  });
  const redeliverFailed = useMutation({
    mutationFn: (since: Date) => browserClient().webhooks.redeliverFailed(id, { since: since.toISOString() }),
    onSuccess: ({ count }) => {
      notify({ title: count === 1 ? '1 message is sent again' : `${count} messages are sent again` });
      return refresh();
    },
    onError: failed('They were not sent again.'),
  });
  return { ping, setState, remove, redeliver, redeliverFailed };
}
