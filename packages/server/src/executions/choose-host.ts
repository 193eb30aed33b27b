import { ForecourtError } from '@forecourt/errors';
import type { Host } from '@forecourt/sdk/remote';

/** The host with the most free slots among those that answer and take work; of equals the one with the least waiting. */
export async function chooseHost(hosts: readonly Host[]): Promise<Host> {
  const asked = await Promise.all(
    hosts.map(async (host) => {
      // One that does not answer now is no choice; why, its page says.
      const health = await host.health().catch(() => undefined);
      if (health === undefined || health.isDraining) return [];
      const { slots, busy, waiting } = health.capacity;
      return [{ host, free: slots - busy - waiting }];
    }),
  );
  const [best] = asked.flat().toSorted((one, other) => other.free - one.free);
  if (best) return best.host;
  throw new ForecourtError('HOST_UNREACHABLE', hosts.length === 0 ? 'No host is there.' : 'No host that is there takes work.');
}
