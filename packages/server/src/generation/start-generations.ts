import type { JobsContext, Worker } from '../jobs/index.ts';
import { startCraftWorker } from '../jobs/index.ts';
import type { Queue } from '../jobs/queue.ts';
import type { JobWatcher } from '../jobs/watcher.ts';
import type { JobObserver } from '../telemetry/index.ts';
import { callCraft } from './call-craft.ts';
import { createGenerations, type Generations } from './create-generations.ts';
import type { GenerationsOptions } from './options.ts';

export interface StartGenerationsOptions extends Omit<GenerationsOptions, 'jobs'> {
  /** Opens the queue of calls, beside that of the work of this machine. */
  readonly openQueue: (name: string) => Promise<Queue>;
  /** Whether calls are made in this process, and who is told of them; null where others make them. */
  readonly worker: {
    readonly watcher?: JobWatcher | undefined;
    readonly observer?: JobObserver | undefined;
    readonly concurrency?: number | undefined;
  } | null;
}

export interface RunningGenerations extends AsyncDisposable {
  readonly generations: Generations;
  /** The queue of calls. */
  readonly jobs: JobsContext;
  /** Takes no more calls, and waits for those under way. */
  stop(options?: { readonly graceMs?: number | undefined }): Promise<void>;
}

/** Calls at once in one process: they wait for somebody else's processor, and each provider's own limits hold besides. */
const usualConcurrency = 16;

/** Opens the queue of calls to providers, and works on them where that is wanted. */
export async function startGenerations(options: StartGenerationsOptions): Promise<RunningGenerations> {
  const { openQueue, worker: wanted, photoJobs, storage, routerFor } = options;
  const { database, logger } = photoJobs;
  await using opened = new AsyncDisposableStack();
  const jobs = { database, logger, queue: opened.use(await openQueue('forecourt-calls')) };
  let worker: Worker | undefined;
  if (wanted !== null) {
    const { concurrency = usualConcurrency, ...told } = wanted;
    const craft = callCraft({ database, storage, routerFor });
    worker = opened.use(await startCraftWorker({ ...jobs, ...told, craft, concurrency, getReady: 'when work comes' }));
  }
  const rest = opened.move();
  return {
    generations: createGenerations({ ...options, jobs }),
    jobs,
    stop: async (stopOptions) => worker?.stop(stopOptions),
    [Symbol.asyncDispose]: () => rest.disposeAsync(),
  };
}
