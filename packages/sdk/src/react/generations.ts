import { useMemo } from 'react';
import type { CallInput } from '../client/index.ts';
import type { ForecourtEvent, Generation } from '../contract/index.ts';
import { useStore } from './provider.tsx';
import type { ResourceKind, Snapshot } from './resource.ts';
import type { Store } from './store.ts';
import { useResource } from './use-resource.ts';

/** What can be done with generations. Each rejects with the server's error. */
export interface GenerationActions {
  /** Asks for pictures. @throws PARAMETER_UNSUPPORTED, NO_PROVIDER, … */
  create(wanted: CallInput<'createGeneration'>['body']): Promise<Generation>;
  cancel(generation: Generation): Promise<void>;
  /** Starts a failed or cancelled one again, perhaps at another provider. */
  retry(generation: Generation, choice?: CallInput<'retryGeneration'>['body']): Promise<void>;
  /** With all that goes on from it. */
  remove(generation: Generation): Promise<void>;
}

export type GenerationsView = Snapshot<readonly Generation[]> &
  GenerationActions & {
    /** Oldest first. */
    readonly generations: readonly Generation[];
    reload(): void;
  };

const none: readonly Generation[] = [];

/** A whole tree of generations by its root, or all that were made for a vehicle, kept current by events. */
export function useGenerations(of: { readonly rootId: string } | { readonly vehicleId: string }): GenerationsView {
  const store = useStore();
  const key = 'rootId' in of ? `generations/tree/${of.rootId}` : `generations/vehicle/${of.vehicleId}`;
  const [snapshot, resource] = useResource(key, generationsOf(of));
  const actions = useMemo(() => generationActions(store), [store]);
  return { ...snapshot, ...actions, generations: snapshot.data ?? none, reload: resource.reload };
}

/** How they are fetched and kept current. */
export function generationsOf(of: { readonly rootId: string } | { readonly vehicleId: string }): ResourceKind<readonly Generation[]> {
  const isOne = (generation: Generation) => ('rootId' in of ? generation.rootId === of.rootId : generation.vehicleId === of.vehicleId);
  return {
    async load(client, signal) {
      const found: Generation[] = [];
      for await (const generation of client.generations.list({ ...of, limit: 200 }, { signal })) found.push(generation);
      return found.toReversed();
    },
    apply: (generations, event) => applied(generations, event, isOne),
  };
}

function applied(
  generations: readonly Generation[],
  event: ForecourtEvent,
  isOne: (generation: Generation) => boolean,
): readonly Generation[] {
  switch (event.type) {
    case 'generation.created':
    case 'generation.changed':
      return isOne(event.data) ? withGeneration(generations, event.data) : generations;
    case 'generation.progressed': {
      const { id, stage, share } = event.data;
      return generations.map((one) => (one.id === id && one.state === 'working' ? { ...one, progress: { stage, share } } : one));
    }
    case 'generation.deleted': {
      const { id: gone } = event.data;
      return generations
        .filter(({ id }) => id !== gone)
        .map((one) => (one.childIds.includes(gone) ? { ...one, childIds: one.childIds.filter((id) => id !== gone) } : one));
    }
    default:
      return generations;
  }
}

/** In order, by identifiers that sort by the time of their making. An event of a child says nothing of its parent, which has it from now on. */
function withGeneration(generations: readonly Generation[], generation: Generation): readonly Generation[] {
  const { id: childId, parentId } = generation;
  return [...generations.filter(({ id }) => id !== childId), generation]
    .toSorted((one, other) => (one.id < other.id ? -1 : 1))
    .map((one) => (one.id === parentId && !one.childIds.includes(childId) ? { ...one, childIds: [...one.childIds, childId] } : one));
}

function generationActions(store: Store): GenerationActions {
  const { client } = store;
  const show = (data: Generation) => store.apply({ type: 'generation.changed', id: '', at: data.createdAt, data });
  return {
    async create(wanted) {
      const made = await client().generations.create(wanted);
      show(made);
      return made;
    },
    cancel: async ({ id }) => show(await client().generations.cancel(id)),
    retry: async ({ id }, choice = {}) => show(await client().generations.retry(id, choice)),
    async remove({ id, rootId, createdAt }) {
      await client().generations.delete(id);
      store.apply({ type: 'generation.deleted', id: '', at: createdAt, data: { id, rootId } });
    },
  };
}
