import { queryOptions } from '@tanstack/react-query';
import { browserClient } from '@/lib/data/client.ts';
import { queryKeys } from '@/lib/data/keys.ts';

/** Every part, looked at anew each time that it is asked for: looking costs the server some work, so nothing asks by itself. */
export const diagnosticsOptions = queryOptions({
  queryKey: queryKeys.diagnostics,
  queryFn: ({ signal }) => browserClient().diagnostics.look({ signal }),
  refetchOnWindowFocus: false,
  retry: false,
});
