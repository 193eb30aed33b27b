'use client';

import { type NotificationKind, type NotificationPreferences, notificationKinds } from '@forecourt/sdk/contract';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ProblemNote } from '@/components/state/problem.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Checkbox } from '@/components/ui/checkbox.tsx';
import { Skeleton } from '@/components/ui/skeleton.tsx';
import { notifyProblem } from '@/components/ui/toast.tsx';
import { browserClient } from '@/lib/data/client.ts';
import { queryKeys } from '@/lib/data/keys.ts';
import { notificationSettingsOptions } from './notification-queries.ts';
import { QuietHoursForm } from './quiet-hours-form.tsx';

const kinds = Object.keys(notificationKinds) as NotificationKind[];

/** What this person is told, and how; each change is kept at once. */
export function Preferences() {
  const queryClient = useQueryClient();
  const { data, error, isFetching, refetch } = useQuery(notificationSettingsOptions(browserClient));
  const change = useMutation({
    mutationFn: (changes: Partial<NotificationPreferences>) => browserClient().notifications.changePreferences(changes),
    onMutate: (changes) => {
      queryClient.setQueryData(
        notificationSettingsOptions(browserClient).queryKey,
        (old) => old && { ...old, preferences: { ...old.preferences, ...changes, kinds: { ...old.preferences.kinds, ...changes.kinds } } },
      );
    },
    onError: (failure) => notifyProblem({ title: 'That was not kept.', description: failure.message }),
    onSettled: () => queryClient.invalidateQueries({ queryKey: queryKeys.notificationSettings }),
  });
  if (data === undefined) {
    if (error === null) return <Skeleton className="h-64" />;
    return (
      <ProblemNote
        error={error}
        title="The settings could not be loaded."
        action={
          <Button size="small" isBusy={isFetching} onClick={() => void refetch()}>
            Try again
          </Button>
        }
      />
    );
  }
  const { preferences } = data;
  return (
    <div className="flex flex-col gap-6">
      <ul className="divide-y divide-line rounded-md border border-line bg-surface">
        {kinds.map((kind) => {
          const channels = preferences.kinds[kind];
          if (channels === undefined) return null;
          const { words } = notificationKinds[kind];
          return (
            <li key={kind} className="flex flex-wrap items-center gap-x-6 gap-y-1 px-4 py-2">
              <span id={`kind-${kind}`} className="min-w-56 grow">
                {words}
              </span>
              <fieldset aria-labelledby={`kind-${kind}`} className="flex gap-6">
                <Checkbox
                  label="Here"
                  isChecked={channels.inPage}
                  onChange={(inPage) => change.mutate({ kinds: { [kind]: { ...channels, inPage } } })}
                />
                <Checkbox
                  label="E-mail"
                  isChecked={channels.email}
                  onChange={(email) => change.mutate({ kinds: { [kind]: { ...channels, email } } })}
                />
              </fieldset>
            </li>
          );
        })}
      </ul>
      <QuietHoursForm quietHours={preferences.quietHours} onChange={(quietHours) => change.mutate({ quietHours })} />
    </div>
  );
}
