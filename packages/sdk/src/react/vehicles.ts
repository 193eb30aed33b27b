import { useCallback } from 'react';
import type { Vehicle } from '../contract/index.ts';
import { useStore } from './provider.tsx';
import type { ResourceKind, Snapshot } from './resource.ts';
import { useResource } from './use-resource.ts';

export interface VehiclesQuery {
  /** Part of stock number, VIN, make or model. */
  readonly search?: string | undefined;
}

interface VehicleList {
  readonly items: readonly Vehicle[];
  readonly nextCursor: string | null;
}

export type VehiclesView = Snapshot<VehicleList> & {
  /** What is there so far, newest first. */
  readonly vehicles: readonly Vehicle[];
  readonly hasMore: boolean;
  /** Adds the next page. */
  more(): Promise<void>;
  reload(): void;
};

const none: readonly Vehicle[] = [];

/** Vehicles, newest first, kept current by events. */
export function useVehicles({ search = '' }: VehiclesQuery = {}): VehiclesView {
  const store = useStore();
  const [snapshot, resource] = useResource(`vehicles?${search}`, vehicleList(search));
  const more = useCallback(async () => {
    const { data } = resource.snapshot();
    if (!data?.nextCursor) return;
    const page = await store.client().vehicles.list({ search, cursor: data.nextCursor }).page();
    const known = new Set(data.items.map(({ id }) => id));
    resource.set({ items: [...data.items, ...page.items.filter(({ id }) => !known.has(id))], nextCursor: page.nextCursor });
  }, [store, resource, search]);
  return {
    ...snapshot,
    vehicles: snapshot.data?.items ?? none,
    hasMore: Boolean(snapshot.data?.nextCursor),
    more,
    reload: resource.reload,
  };
}

export type VehicleView = Snapshot<Vehicle | null> & {
  /** Undefined while it is loaded, null when it was removed. */
  readonly vehicle: Vehicle | null | undefined;
  reload(): void;
};

/** One vehicle, kept current by events. */
export function useVehicle(vehicleId: string): VehicleView {
  const [snapshot, resource] = useResource(`vehicle/${vehicleId}`, oneVehicle(vehicleId));
  return { ...snapshot, vehicle: snapshot.data, reload: resource.reload };
}

function vehicleList(search: string): ResourceKind<VehicleList> {
  return {
    load: (client, signal) => client.vehicles.list(search === '' ? {} : { search }, { signal }).page(),
    apply(list, event) {
      if (event.type === 'vehicle.deleted') return without(list, event.data.id);
      if (event.type !== 'vehicle.created' && event.type !== 'vehicle.changed') return list;
      const vehicle = event.data;
      const at = list.items.findIndex(({ id }) => id === vehicle.id);
      if (at >= 0) return { ...list, items: list.items.with(at, vehicle) };
      // Whether it fits a search is the server's to say.
      return event.type === 'vehicle.created' && search === '' ? { ...list, items: [vehicle, ...list.items] } : list;
    },
  };
}

function without(list: VehicleList, vehicleId: string): VehicleList {
  const items = list.items.filter(({ id }) => id !== vehicleId);
  return items.length === list.items.length ? list : { ...list, items };
}

function oneVehicle(vehicleId: string): ResourceKind<Vehicle | null> {
  return {
    load: (client, signal) => client.vehicles.get(vehicleId, { signal }),
    apply(vehicle, event) {
      if (event.type === 'vehicle.deleted' && event.data.id === vehicleId) return null;
      return event.type === 'vehicle.changed' && event.data.id === vehicleId ? event.data : vehicle;
    },
  };
}
