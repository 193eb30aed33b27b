'use client';

import type { ScriptDetail } from '@forecourt/sdk/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { notify, notifyProblem } from '@/components/ui/toast.tsx';
import { browserClient } from '@/lib/data/client.ts';
import { queryKeys } from '@/lib/data/keys.ts';

const failed = (title: string) => (error: Error) => notifyProblem({ title, description: error.message });

/** What can be done with a script beside what its dialogs do. */
export function useScriptActions({ id, name }: Pick<ScriptDetail, 'id' | 'name'>) {
  const queryClient = useQueryClient();
  const keep = (script: ScriptDetail) => queryClient.setQueryData<ScriptDetail>(queryKeys.script(id), script);
  const choose = useMutation({
    mutationFn: (version: string) => browserClient().scripts.setCurrent(id, version),
    onSuccess: (script, version) => {
      keep(script);
      notify({ title: `${name} ${version} is run from now on` });
    },
    onError: failed('The version was not chosen.'),
  });
  const pin = useMutation({
    mutationFn: ({ hostId, version }: { readonly hostId: string; readonly version: string | null }) =>
      browserClient().scripts.pin(id, hostId, version),
    onSuccess: keep,
    onError: failed('The version was not pinned.'),
  });
  const remove = useMutation({
    mutationFn: () => browserClient().scripts.delete(id),
    onSuccess: () => {
      notify({ title: `${name} is removed` });
      queryClient.removeQueries({ queryKey: queryKeys.script(id) });
      return queryClient.invalidateQueries({ queryKey: queryKeys.scriptList });
    },
    onError: failed('The script was not removed.'),
  });
  return { choose, pin, remove };
}
