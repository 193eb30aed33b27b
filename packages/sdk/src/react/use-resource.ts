import { useMemo, useSyncExternalStore } from 'react';
import { useStore } from './provider.tsx';
import { loading, type Resource, type ResourceKind, type Snapshot } from './resource.ts';

/** Looks at one resource; on a server it is loading. `kind` may be a new object each time: the key decides. */
export function useResource<Data>(key: string, kind: ResourceKind<Data>): readonly [Snapshot<Data>, Resource<Data>] {
  const store = useStore();
  // The key says everything that the kind depends on.
  const resource = useMemo(() => store.resource(key, kind), [store, key]);
  const snapshot = useSyncExternalStore<Snapshot<Data>>(resource.subscribe, resource.snapshot, serverSnapshot);
  return [snapshot, resource];
}

const serverSnapshot = () => loading;
