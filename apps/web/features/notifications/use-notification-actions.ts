'use client';

import type { Notification } from '@forecourt/sdk/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { notifyProblem } from '@/components/ui/toast.tsx';
import { browserClient } from '@/lib/data/client.ts';
import { queryKeys } from '@/lib/data/keys.ts';

/** Reads and acknowledges; bell and error page are true afterwards. */
export function useNotificationActions() {
  const queryClient = useQueryClient();
  const onSuccess = () => queryClient.invalidateQueries({ queryKey: queryKeys.notifications });
  const onError = (error: Error) => notifyProblem({ title: 'That was not kept.', description: error.message });
  const read = useMutation({
    mutationFn: (notification: Notification) => browserClient().notifications.read(notification.id),
    onSuccess,
    onError,
  });
  const readAll = useMutation({ mutationFn: () => browserClient().notifications.readAll(), onSuccess, onError });
  const acknowledge = useMutation({
    mutationFn: (notification: Notification) => browserClient().notifications.acknowledge(notification.id),
    onSuccess: async () => {
      await onSuccess();
      await queryClient.invalidateQueries({ queryKey: queryKeys.errors });
    },
    onError,
  });
  return { read, readAll, acknowledge };
}
