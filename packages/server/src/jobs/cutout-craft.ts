import { ForecourtError } from '@forecourt/errors';
import type { Provider } from '@forecourt/sdk/providers';
import { type Attempt, attemptsOf, type RouterContext } from '@forecourt/sdk/router';
import pLimit from 'p-limit';
import { keepCutoutCalls, readRound } from '../database/cutout-calls.ts';
import { finishJobs, type JobResult } from '../database/job-results.ts';
import type { BegunJob, BegunPhoto } from '../database/job-turns.ts';
import type { Database } from '../database/open.ts';
import type { Storage } from '../storage/index.ts';
import type { Craft, CraftContext } from './craft.ts';
import { areAllAway, wasNobodyThere } from './nobody-there.ts';
import { usualPlaces } from './places.ts';
import { removeBackground } from './remove-background.ts';
import { shownAttempts } from './shown-attempts.ts';

export interface CutoutCraftOptions {
  readonly database: Database;
  readonly storage: Storage;
  /** The engine of this process. */
  readonly provider: Provider;
  /** Who makes the cutouts of a dealership; the engine of this process for everybody where left out. */
  readonly providerOf?: ((dealershipId: string) => Promise<Provider>) | undefined;
  /** Cutouts that this machine makes at once, however many it waits for. */
  readonly most?: number | undefined;
  /** Whether anybody's photos are for this machine; they are where left out. */
  readonly isEngineWanted?: (() => Promise<boolean>) | undefined;
}

/** Makes cutouts of photos, on this machine or by whoever a dealership has set up. */
export function cutoutCraft({
  database,
  storage,
  provider,
  providerOf,
  most = usualPlaces,
  isEngineWanted,
}: CutoutCraftOptions): Craft<JobResult> {
  // There may be more jobs in hands than that, while hosts and services do the others.
  const byThisMachine = pLimit(most);

  /** By several providers, in the order that the dealership wants: who was asked is kept with the job. */
  async function performBy(chosen: Provider, job: BegunJob, photo: BegunPhoto, context: CraftContext): Promise<JobResult> {
    const { dealershipId, jobId } = job;
    const attempts: Attempt[] = [];
    const own: RouterContext = {
      scope: dealershipId,
      labels: { jobId, actor: 'system' },
      idempotencyKey: `${jobId}-${await readRound(database.orm, job)}`,
      // Whoever asks for another try of the same photo wants another cutout.
      cache: 'none',
      ...(job.options.provider !== undefined && { providers: [job.options.provider] }),
      onAttempt: (attempt) => void attempts.push(attempt),
    };
    let made: JobResult['cutout'] | null = null;
    try {
      const result = await removeBackground(photo, job.options, { ...context, storage, provider: chosen, own });
      made = result.cutout;
      return result;
    } finally {
      // A photo that waits for somebody to come looks again and again: that is no story to tell.
      if (made !== null || !areAllAway(attempts)) {
        await keepCutoutCalls(database.orm, job, { attempts: shownAttempts(attempts), made }).catch((error: unknown) =>
          context.logger.warn({ err: error }, 'who was asked for a cutout could not be kept'),
        );
      }
    }
  }

  return {
    lane: 'machine',
    name: provider.name,
    async warm(context) {
      if ((await isEngineWanted?.()) ?? true) await provider.warm?.(context);
    },
    async perform(job, context) {
      if (job.photo === null) return null;
      const chosen = (await providerOf?.(job.dealershipId)) ?? provider;
      if (chosen !== provider) return await performBy(chosen, job, job.photo, context);
      requireThisMachine(job);
      const { photo } = job;
      return await byThisMachine(() => removeBackground(photo, job.options, { ...context, storage, provider }));
    },
    finish: (done) => finishJobs(database, done),
    // What ended without a cutout and may have cost something is not paid for again unless somebody says so.
    mayTryAgain: (error) => attemptsOf(error).every(({ cost }) => cost === 0),
    mayWait: wasNobodyThere,
    async eventsOf({ jobId, photo }, { stage, share }) {
      if (photo === null) return [];
      const { photoId, vehicleId } = photo;
      return [{ type: 'job.progressed', at: new Date().toISOString(), data: { jobId, photoId, vehicleId, stage, share } }];
    },
  };
}

/** Where nothing is set up any more, nobody else takes the place of whoever was named. @throws NO_PROVIDER */
function requireThisMachine({ options: { provider = 'local' } }: BegunJob): void {
  if (provider === 'local') return;
  throw new ForecourtError('NO_PROVIDER', `There is no provider ${provider} any more.`, { details: { provider } });
}
