import type { RoadStatus } from '@forecourt/sdk/contract';
import type { Tailscale } from '@forecourt/sdk/remote';
import type { HostRow } from '../database/hosts.ts';

/** Adds to the state of roads what is known of them beside: what Tailscale says, and which SSH host key is pinned. */
export type DressRoads = (row: Pick<HostRow, 'sshFingerprint'>, roads: readonly RoadStatus[]) => Promise<RoadStatus[]>;

export function createDressRoads(tailscale: Tailscale): DressRoads {
  return (row, roads) =>
    Promise.all(
      roads.map(async (road) => {
        if (road.kind === 'ssh') return { ...road, fingerprint: road.fingerprint ?? row.sshFingerprint };
        if (road.kind === 'relay' || road.address === null) return road;
        return { ...road, tailscale: await tailscale.peer(road.address) };
      }),
    );
}
