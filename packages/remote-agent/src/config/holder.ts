import type { HostKey } from '@forecourt/sdk/remote';
import { type AgentConfig, type Identity, keepConfig, keepIdentity } from './config.ts';

/** Who the agent is now: its key and the platform's keys change while it runs, in the data folder first. */
export interface IdentityHolder {
  current(): Identity;
  /** Believes these keys of the platform from now on, and no others. */
  setPlatformKeys(platformKeys: AgentConfig['platformKeys']): Promise<void>;
  setKey(key: HostKey, since: Date): Promise<void>;
  /** Calls back after the key was changed. */
  onKey(changed: (key: HostKey) => void): void;
}

export function createIdentityHolder(dataDir: string, identity: Identity): IdentityHolder {
  let current = identity;
  let turn: Promise<void> = Promise.resolve();
  const watchers: ((key: HostKey) => void)[] = [];

  /** One change after the other: each writes the whole of it. */
  function inTurn(change: () => Promise<void>): Promise<void> {
    const next = turn.then(change);
    turn = next.catch(() => undefined); // Whoever asked for it is told; the next one is not to fail by it.
    return next;
  }

  return {
    current: () => current,
    setPlatformKeys: (platformKeys) =>
      inTurn(async () => {
        const config = { ...current.config, platformKeys };
        await keepConfig(dataDir, config);
        current = { ...current, config };
      }),
    setKey: (key, since) =>
      inTurn(async () => {
        const next = { key, config: { ...current.config, keySince: since.toISOString() } };
        await keepIdentity(dataDir, next);
        current = next;
        for (const changed of watchers) changed(key);
      }),
    onKey: (changed) => void watchers.push(changed),
  };
}
