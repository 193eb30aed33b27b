import type { Handle, Queue, Subscription } from './queue.ts';

/** Two: while one is encoded or stored, the other has the processor for its inference. */
export const usualPlaces = 2;

export interface PlacesOptions {
  readonly queue: Queue;
  readonly handle: Handle;
  /** Jobs at once, always. */
  readonly usual: number;
  /** So many more just now, for work that others do: asked again at each {@link Places.adjust}. */
  readonly more: () => Promise<number>;
}

/** Places for jobs on a queue: as many as this machine can work on, and more while others do the work and this one only waits for them. */
export interface Places {
  readonly count: number;
  /** Opens the places for what others do, or closes them where nobody else does anything any more. */
  adjust(): Promise<void>;
  stop(options: { readonly graceMs?: number | undefined }): Promise<void>;
}

export async function openPlaces({ queue, handle, usual, more }: PlacesOptions): Promise<Places> {
  const own = await queue.work({ concurrency: usual }, handle);
  let others: { readonly count: number; readonly subscription: Subscription } | null = null;
  /** Closing waits for the jobs that are in these places, which may take minutes: nobody else is to wait for that. */
  const leaving = new Set<Promise<void>>();
  let isStopped = false;

  const leave = (options: { readonly graceMs?: number | undefined } = {}) => {
    if (others === null) return;
    const left = others.subscription.stop(options).finally(() => leaving.delete(left));
    leaving.add(left);
    others = null;
  };

  return {
    get count() {
      return usual + (others?.count ?? 0);
    },
    async adjust() {
      const count = await more();
      if (isStopped || count === (others?.count ?? 0)) return;
      leave();
      if (count > 0) others = { count, subscription: await queue.work({ concurrency: count }, handle) };
    },
    async stop(options) {
      isStopped = true;
      leave(options);
      await Promise.all([own.stop(options), ...leaving]);
    },
  };
}
