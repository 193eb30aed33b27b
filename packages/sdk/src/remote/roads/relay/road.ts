import type { Road } from '../road.ts';
import { lineDown, type RelayLine } from './line.ts';

export interface RelayRoadOptions {
  /** The line that the host holds now, or null while it holds none. Asked for each request. */
  readonly line: () => RelayLine | null;
}

/**
 * The road through a line that the agent dialled. It cannot dial itself: while there is no line it is down, and a new line makes it work again.
 */
export function relayRoad({ line }: RelayRoadOptions): Road {
  let isClosed = false;
  const used = new Set<RelayLine>();
  const close = async () => {
    isClosed = true;
    await Promise.all([...used].map((one) => one.close()));
  };
  return {
    kind: 'relay',
    address: null,
    async request(request) {
      if (isClosed) throw lineDown('open', 'it was closed');
      const current = line();
      if (current === null || !current.isOpen) throw lineDown('connect', 'the host has not dialled');
      if (!used.has(current)) {
        used.add(current);
        void current.closed.then(() => used.delete(current));
      }
      return current.request(request);
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}
