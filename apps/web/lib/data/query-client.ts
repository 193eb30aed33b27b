import { ForecourtError } from '@forecourt/errors';
import { defaultShouldDehydrateQuery, MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';

export interface QueryClientOptions {
  /** Called when the server no longer knows who is asking. */
  readonly onSignedOut?: () => void;
  /** Called when the person works in another dealership than the page shows. */
  readonly onSwitched?: () => void;
}

/** Makes the cache of answers. Live events keep it true, so that it asks again by itself only after a gap. */
export function makeQueryClient({ onSignedOut, onSwitched }: QueryClientOptions = {}): QueryClient {
  const watch = (error: unknown) => {
    if (!ForecourtError.is(error)) return;
    if (error.code === 'UNAUTHENTICATED') onSignedOut?.();
    if (error.code === 'DEALERSHIP_SWITCHED') onSwitched?.();
  };
  return new QueryClient({
    queryCache: new QueryCache({ onError: watch }),
    mutationCache: new MutationCache({ onError: watch }),
    defaultOptions: {
      // The client itself sends again what may be sent again.
      queries: { staleTime: 60_000, retry: false },
      mutations: { retry: false },
      dehydrate: { shouldDehydrateQuery: (query) => defaultShouldDehydrateQuery(query) },
    },
  });
}
