/** Hears what is said on a channel. An empty payload means that something may have been missed: look for yourself. */
export type Heard = (payload: string) => void;

/** PostgreSQL refuses 8,000 bytes and more; below is left room for what a channel adds. */
export const maxPayloadBytes = 7_000;

/** Who listens to what, in this process. */
export interface Channels {
  readonly names: readonly string[];
  /** Adds a listener. */
  add(channel: string, heard: Heard): { remove(): void; isFirst: boolean };
  tell(channel: string, payload: string): void;
  tellAll(payload: string): void;
}

export function createChannels(): Channels {
  const channels = new Map<string, Set<Heard>>();
  const tell = (channel: string, payload: string) => {
    for (const heard of [...(channels.get(channel) ?? [])]) heard(payload);
  };
  return {
    get names() {
      return [...channels.keys()];
    },
    add(channel, heard) {
      const listeners = channels.get(channel) ?? new Set();
      const isFirst = listeners.size === 0;
      channels.set(channel, listeners);
      // One function may listen twice: each gets its own entry.
      const entry: Heard = (payload) => heard(payload);
      listeners.add(entry);
      return {
        isFirst,
        remove() {
          listeners.delete(entry);
          if (listeners.size === 0 && channels.get(channel) === listeners) channels.delete(channel);
        },
      };
    },
    tell,
    tellAll(payload) {
      for (const channel of channels.keys()) tell(channel, payload);
    },
  };
}
