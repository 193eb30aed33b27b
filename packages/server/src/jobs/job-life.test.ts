import { createLocalProvider } from '@forecourt/sdk/providers/local';
import { installTinyModel, type TemporaryFolder, temporaryFolder } from '@forecourt/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { and, eq, sql } from '../database/drizzle.ts';
import { addPhoto, putAsset, readPhoto } from '../database/index.ts';
import { failJob, keepLease, releaseJob } from '../database/job-leases.ts';
import { addJob, markCancelled, markForRetry } from '../database/job-requests.ts';
import type { JobResult } from '../database/job-results.ts';
import { findAbandoned, readJobState, takeBack } from '../database/job-sweep.ts';
import { type BegunJob, beginJobs } from '../database/job-turns.ts';
import type { Database } from '../database/open.ts';
import { cutouts, jobs } from '../database/schema.ts';
import { toProblem } from '../problems/problem.ts';
import { createLocalStorage, type Storage } from '../storage/index.ts';
import { onBothColumns } from '../testing/columns.ts';
import { beginJob, finishJob } from '../testing/one-job.ts';
import { sampleAsset, sampleDealership, sampleVehicle } from '../testing/samples.ts';
import { removeBackground } from './remove-background.ts';
import { makeLot } from './testing/lot.ts';

/** What may happen to a job, in any order: several workers with its message, people, and time. */
const happenings = ['takeOver', 'begin', 'expire', 'finish', 'sweep', 'cancel', 'retry', 'fail', 'failForGood', 'release', 'keep'] as const;
type Happening = { readonly what: (typeof happenings)[number]; readonly who: 0 | 1 };

onBothColumns('the life of a job', (column) => {
  let folder: TemporaryFolder;
  let database: Database;
  let storage: Storage;
  let dealershipId: string;
  let vehicleId: string;
  let result: JobResult;
  beforeAll(async () => {
    folder = await temporaryFolder();
    [database, storage] = await Promise.all([column.open(), createLocalStorage({ folder: folder.path })]);
    dealershipId = await sampleDealership(database);
    vehicleId = await sampleVehicle(database, dealershipId);
    result = await oneResult();
  });
  afterAll(async () => {
    await database.close();
    await folder[Symbol.asyncDispose]();
  });

  it('has one result at most, and one at last if nobody cancels it, whatever comes in whichever order', async () => {
    // A third is workers that take each other for dead: what fences are for.
    const what = fc.oneof(
      { weight: 1, arbitrary: fc.constant('takeOver' as const) },
      { weight: 2, arbitrary: fc.constantFrom(...happenings) },
    );
    const life = fc.array(fc.record<Happening>({ what, who: fc.constantFrom(0, 1) }), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(life, fc.boolean(), async (happened, atOnce) => {
        const job = await newJob();
        const holding: Holding = { leases: [], newestFence: 0, writers: [] };
        let isWritten = 0;
        const happen = async ({ what, who }: Happening) => {
          if (await take(job, holding, what, who)) isWritten++;
        };
        if (atOnce) await Promise.all(happened.map(happen));
        else for (const one of happened) await happen(one);
        expect(isWritten).toBe(await countCutouts(job.jobId));
        expect(isWritten).toBeLessThanOrEqual(1);
        await agree(job, isWritten);
        // Whoever still believes to hold it, and then a worker that has all the time it needs.
        for (const who of [0, 1]) if (await take(job, holding, 'finish', who)) isWritten++;
        await take(job, holding, 'retry', 0);
        await take(job, holding, 'takeOver', 0);
        if (await take(job, holding, 'finish', 0)) isWritten++;
        expect(isWritten).toBe(1);
        // A late worker never writes over the head of one that began after it.
        expect(holding.writers).toEqual([holding.newestFence]);
        expect(await countCutouts(job.jobId)).toBe(1);
        await agree(job, isWritten);
      }),
      { numRuns: 30 },
    );
  });

  interface OneJob {
    readonly dealershipId: string;
    readonly jobId: string;
    readonly photoId: string;
  }

  /** Who believes to have the job. */
  interface Holding {
    readonly leases: (BegunJob | undefined)[];
    newestFence: number;
    readonly writers: number[];
  }

  /** Does one thing to a job, as far as it is allowed. @returns whether a result was written. */
  async function take(job: OneJob, holding: Holding, what: Happening['what'], who: number): Promise<boolean> {
    const held = holding.leases[who];
    const problem = toProblem(new Error('planned'));
    const onlyIfAllowed = (work: Promise<unknown>) =>
      work.catch((error: unknown) => expect(error).toMatchObject({ code: expect.stringMatching(/^NOT_(CANCELLABLE|RETRYABLE)$/) }));
    if (what === 'takeOver') {
      await expire(job);
      await take(job, holding, 'sweep', who);
      return take(job, holding, 'begin', who);
    }
    if (what === 'begin') {
      const [begun] = await beginJobs(database, { most: 1, leaseMs: 60_000, provider: 'test' });
      if (begun) {
        holding.leases[who] = begun;
        holding.newestFence = Math.max(holding.newestFence, begun.fence);
      }
    } else if (what === 'cancel') await onlyIfAllowed(markCancelled(database, job));
    else if (what === 'retry') await onlyIfAllowed(markForRetry(database, job));
    else if (what === 'expire') await expire(job);
    else if (what === 'sweep') {
      const abandoned = await findAbandoned(database.orm, { all: false });
      for (const lease of abandoned) await takeBack(database, lease, { all: false, problem, retryInMs: 0 });
    } else if (held && what === 'finish') {
      const isWritten = await finishJob(database, held, result);
      if (isWritten) holding.writers.push(held.fence);
      return isWritten;
    } else if (held && what === 'keep') await keepLease(database.orm, held, { leaseMs: 60_000 });
    else if (held && what === 'fail') await failJob(database, held, { problem, retryInMs: 0 });
    else if (held && what === 'failForGood') await failJob(database, held, { problem, retryInMs: undefined });
    else if (held && what === 'release') await releaseJob(database, held);
    return false;
  }

  /** Photo and job tell the same story. */
  async function agree(job: OneJob, results: number): Promise<void> {
    const now = await readJobState(database.orm, job);
    const photo = await readPhoto(database.orm, dealershipId, job.photoId);
    expect(now?.state === 'done').toBe(results === 1);
    expect(photo.state).toBe(now?.state === 'done' ? 'review' : now?.state);
    expect(photo.cutout !== null).toBe(results === 1);
  }

  function countCutouts(jobId: string): Promise<number> {
    return database.orm.$count(cutouts, eq(cutouts.jobId, jobId));
  }

  async function expire({ jobId }: OneJob): Promise<void> {
    await database.orm
      .update(jobs)
      .set({ leaseUntil: sql`now() - interval '1 second'`, nextTryAt: null })
      .where(and(eq(jobs.dealershipId, dealershipId), eq(jobs.id, jobId), sql`${jobs.leaseUntil} is not null`));
  }

  function newJob(): Promise<OneJob> {
    return database.transaction(async (tx) => {
      const sha256 = await sampleAsset(tx, dealershipId);
      const { photoId } = await addPhoto(tx, { dealershipId, vehicleId, sha256, name: 'car.jpg' });
      const { jobId } = await addJob(tx, { dealershipId, photoId, options: { careful: false } });
      return { dealershipId, jobId, photoId };
    });
  }

  /** What a real cutout leaves; many jobs may have made the same. */
  async function oneResult(): Promise<JobResult> {
    await using provider = createLocalProvider(await installTinyModel(folder.path));
    const car = await (await makeLot({ database, storage })).addCar();
    const begun = await beginJob(database, car, { leaseMs: 60_000, provider: 'test' });
    if (!begun.photo) throw new TypeError('the job is about a photo');
    const made = await removeBackground(begun.photo, begun.options, {
      storage,
      provider,
      signal: AbortSignal.timeout(60_000),
      onProgress: () => undefined,
    });
    await database.transaction((tx) => putAsset(tx, { dealershipId, ...made.asset }));
    return made;
  }
});
