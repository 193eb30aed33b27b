'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useId } from 'react';
import { Skeleton } from '@/components/ui/skeleton.tsx';
import { notify, notifyProblem } from '@/components/ui/toast.tsx';
import { browserClient } from '@/lib/data/client.ts';
import { queryKeys } from '@/lib/data/keys.ts';
import { notificationSettingsOptions } from './notification-queries.ts';

const choices: readonly (readonly [number | null, string])[] = [
  [15, '15 minutes'],
  [30, '30 minutes'],
  [60, '1 hour'],
  [240, '4 hours'],
  [1_440, '1 day'],
  [null, 'Never'],
];

/** When owners get a mail about what no manager takes care of. */
export function Escalation() {
  const id = useId();
  const queryClient = useQueryClient();
  const { data } = useQuery(notificationSettingsOptions(browserClient));
  const change = useMutation({
    mutationFn: (escalateAfterMinutes: number | null) => browserClient().notifications.changeRules({ escalateAfterMinutes }),
    onSuccess: () => notify({ title: 'Kept' }),
    onError: (error) => notifyProblem({ title: 'That was not kept.', description: error.message }),
    onSettled: () => queryClient.invalidateQueries({ queryKey: queryKeys.notificationSettings }),
  });
  if (data === undefined) return <Skeleton className="h-16" />;
  const { escalateAfterMinutes } = data.rules;
  const known = choices.some(([minutes]) => minutes === escalateAfterMinutes);
  const all = known ? choices : [...choices, [escalateAfterMinutes, `${escalateAfterMinutes} minutes`] as const];
  return (
    <div className="flex max-w-xs flex-col gap-1.5">
      <label htmlFor={id} className="text-sm font-medium">
        Tell owners after
      </label>
      <select
        id={id}
        value={String(escalateAfterMinutes)}
        disabled={change.isPending}
        onChange={({ currentTarget: { value } }) => change.mutate(value === 'null' ? null : Number(value))}
        className="h-8 rounded-md border border-line-control/70 bg-surface px-2 text-base text-ink touch:h-11"
      >
        {all.map(([minutes, words]) => (
          <option key={String(minutes)} value={String(minutes)}>
            {words}
          </option>
        ))}
      </select>
    </div>
  );
}
