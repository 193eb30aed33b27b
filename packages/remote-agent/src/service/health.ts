import { platform, release } from 'node:os';
import type { AgentHealth } from '@forecourt/sdk/contract';
import { freeNow, type Machine } from '../worker/capacity.ts';

/** What the worker has to do now. */
export interface Load {
  readonly slots: number;
  readonly busy: number;
  readonly waiting: number;
  readonly isDraining: boolean;
  /** Jobs that were done since the agent started, and what the last of them took. */
  readonly measured: { readonly jobs: number; readonly medianMs: number | null };
}

export interface HealthParts {
  readonly hostId: string;
  readonly version: string;
  readonly dataDir: string;
  readonly machine: Machine;
  readonly operations: () => Promise<AgentHealth['operations']>;
  readonly manifest: () => number;
  readonly load: () => Load;
  readonly now: () => number;
}

/** Says how the agent is. It is asked every ten seconds over each road. */
export function createHealth(parts: HealthParts): () => Promise<AgentHealth> {
  const { hostId, version, dataDir, machine, operations, manifest, load, now } = parts;
  const startedAt = timeOf(now());
  return async () => {
    const [free, able] = await Promise.all([freeNow(dataDir), operations()]);
    const { slots, busy, waiting, isDraining, measured } = load();
    return {
      protocol: 1,
      hostId,
      version,
      platform: `${platform()} ${release()}`,
      time: timeOf(now()),
      startedAt,
      isDraining,
      operations: able,
      manifest: manifest(),
      capacity: { slots, busy, waiting, ...machine, ...free },
      measured,
    };
  };
}

function timeOf(ms: number): string {
  return new Date(ms).toISOString();
}
