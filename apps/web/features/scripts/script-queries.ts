import type { Client } from '@forecourt/sdk/client';
import { queryOptions } from '@tanstack/react-query';
import { queryKeys } from '@/lib/data/keys.ts';

/** Scripts that hosts may run, in the order of their names. */
export function scriptListOptions(client: () => Client) {
  return queryOptions({ queryKey: queryKeys.scriptList, queryFn: ({ signal }) => client().scripts.list({ signal }) });
}

/** One with all of its versions. */
export function scriptOptions(client: () => Client, scriptId: string) {
  return queryOptions({ queryKey: queryKeys.script(scriptId), queryFn: ({ signal }) => client().scripts.get(scriptId, { signal }) });
}

/** The text of a version, which never changes. */
export function scriptTextOptions(client: () => Client, scriptId: string, version: string) {
  return queryOptions({
    queryKey: queryKeys.scriptText(scriptId, version),
    queryFn: ({ signal }) => client().scripts.text(scriptId, version, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** What changed between two versions, as a unified diff. */
export function scriptDiffOptions(client: () => Client, scriptId: string, from: string, to: string) {
  return queryOptions({
    queryKey: queryKeys.scriptDiff(scriptId, from, to),
    queryFn: ({ signal }) => client().scripts.diff(scriptId, from, to, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
}
