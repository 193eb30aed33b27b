import { afterAll, beforeAll, expect, it } from 'vitest';
import { listDeadLetters } from '../database/dead-letters.ts';
import { eq } from '../database/drizzle.ts';
import { readPhoto } from '../database/index.ts';
import { listAttempts } from '../database/job-attempts.ts';
import { failJob } from '../database/job-leases.ts';
import { addJob } from '../database/job-requests.ts';
import type { Database } from '../database/open.ts';
import { jobs } from '../database/schema.ts';
import { onBothColumns } from '../testing/columns.ts';
import { beginJob } from '../testing/one-job.ts';
import { sampleDealership, samplePhoto, sampleVehicle } from '../testing/samples.ts';
import { discardFailed, retryFailed } from './dead-letters.ts';
import { createEmbeddedQueue } from './embedded/embedded-queue.ts';
import type { Queue } from './queue.ts';
import { prioritiseJob } from './service.ts';

onBothColumns('dead letters', (column) => {
  let database: Database;
  let queue: Queue;
  let dealershipId: string;
  let vehicleId: string;
  beforeAll(async () => {
    database = await column.open();
    queue = await createEmbeddedQueue({ database });
  });
  afterAll(async () => {
    await queue.close();
    await database.close();
  });

  const by = { kind: 'person', id: null, name: 'Ann' } as const;
  const context = () => ({ database, queue });
  const ask = (choice: Parameters<typeof retryFailed>[1]['choice']) => retryFailed(context(), { dealershipId, choice, by });
  const open = async () => {
    dealershipId = await sampleDealership(database);
    vehicleId = await sampleVehicle(database, dealershipId);
  };

  /** A photo whose job fails for good. */
  async function fail(code: string, provider: string, photoId?: string): Promise<{ jobId: string; photoId: string }> {
    const photo = photoId ?? (await samplePhoto(database, dealershipId, vehicleId));
    const { jobId } = await database.transaction((tx) => addJob(tx, { dealershipId, photoId: photo, options: { careful: false } }));
    await failAgain(jobId, code, provider);
    return { jobId, photoId: photo };
  }
  async function failAgain(jobId: string, code: string, provider = 'local'): Promise<void> {
    const lease = await beginJob(database, { dealershipId, jobId }, { leaseMs: 60_000, provider });
    const problem = { type: '', title: code, status: 500, detail: `It was ${code}.`, code, hint: 'Mend it.', retryable: false };
    await failJob(database, lease, { problem, retryInMs: undefined });
  }
  const stateOf = async (jobId: string) => (await database.orm.select().from(jobs).where(eq(jobs.id, jobId)))[0]?.state;

  it('are grouped by what stopped them and by whom, without those that another job made good', async () => {
    await open();
    for (let times = 0; times < 3; times++) await fail('OUT_OF_MEMORY', 'local');
    await fail('OUT_OF_MEMORY', 'replicate');
    const { photoId } = await fail('MODEL_UNKNOWN', 'local');
    await fail('OUT_OF_MEMORY', 'local', photoId);
    const causes = await listDeadLetters(database.orm, dealershipId);
    expect(causes.map(({ code, provider, count, tries }) => [code, provider, count, tries])).toEqual([
      ['OUT_OF_MEMORY', 'local', 4, 4],
      ['OUT_OF_MEMORY', 'replicate', 1, 1],
    ]);
    expect(causes[0]).toMatchObject({ problem: { detail: 'It was OUT_OF_MEMORY.' } });
    expect(Date.parse(causes[0]?.firstSeenAt ?? '')).toBeLessThanOrEqual(Date.parse(causes[0]?.lastSeenAt ?? ''));
  });

  it('are tried again: one, those of a cause, or all, each once; others stay', async () => {
    await open();
    const [first, second] = [await fail('OUT_OF_MEMORY', 'local'), await fail('OUT_OF_MEMORY', 'local')];
    const other = await fail('MODEL_UNKNOWN', 'local');
    expect(await ask({ which: 'these', jobIds: [first.jobId] })).toEqual({ retried: 1, remaining: 0 });
    expect(await ask({ which: 'these', jobIds: [first.jobId] })).toEqual({ retried: 0, remaining: 0 });
    expect(await ask({ which: 'cause', code: 'OUT_OF_MEMORY', provider: 'local' })).toEqual({ retried: 1, remaining: 0 });
    expect(await stateOf(second.jobId)).toBe('waiting');
    expect(await stateOf(other.jobId)).toBe('failed');
    expect(await readPhoto(database.orm, dealershipId, second.photoId)).toMatchObject({ state: 'waiting' });
    expect(await ask({ which: 'all' })).toEqual({ retried: 1, remaining: 0 });
    expect(await queue.depth()).toBeGreaterThanOrEqual(3);
    expect(await listDeadLetters(database.orm, dealershipId)).toEqual([]);
  });

  it('are taken once when two ask at the same time, in steps, and leave those of others alone', async () => {
    const foreign = await (async () => {
      await open();
      return fail('OUT_OF_MEMORY', 'local');
    })();
    await open();
    for (let times = 0; times < 12; times++) await fail('OUT_OF_MEMORY', 'local');
    const answers = await Promise.all([ask({ which: 'all' }), ask({ which: 'all' })]);
    expect(answers.reduce((sum, { retried }) => sum + retried, 0)).toBe(12);
    expect(await stateOf(foreign.jobId)).toBe('failed');
  });

  it('keep what came of every try, through any number of new starts', async () => {
    await open();
    const { jobId } = await fail('OUT_OF_MEMORY', 'local');
    await ask({ which: 'all' });
    await failAgain(jobId, 'MODEL_UNKNOWN', 'replicate');
    const attempts = await listAttempts(database.orm, dealershipId, jobId);
    expect(attempts.map(({ provider, problem }) => [provider, problem.code])).toEqual([
      ['replicate', 'MODEL_UNKNOWN'],
      ['local', 'OUT_OF_MEMORY'],
    ]);
    expect(attempts[0]?.startedAt).not.toBeNull();
  });

  it('are discarded without another try', async () => {
    await open();
    const { jobId, photoId } = await fail('OUT_OF_MEMORY', 'local');
    expect(await discardFailed(context(), { dealershipId, choice: { which: 'all' }, by })).toEqual({ discarded: 1, remaining: 0 });
    expect(await stateOf(jobId)).toBe('cancelled');
    expect(await readPhoto(database.orm, dealershipId, photoId)).toMatchObject({ state: 'cancelled' });
    expect(await listDeadLetters(database.orm, dealershipId)).toEqual([]);
  });

  it('go behind what waits already when many are started; one job can be moved by hand', async () => {
    await open();
    const { jobId } = await fail('OUT_OF_MEMORY', 'local');
    await ask({ which: 'all' });
    const fresh = await samplePhoto(database, dealershipId, vehicleId);
    await database.transaction((tx) => addJob(tx, { dealershipId, photoId: fresh, options: { careful: false } }));
    const photoOfOld = await database.orm.select().from(jobs).where(eq(jobs.id, jobId));
    const old = await readPhoto(database.orm, dealershipId, photoOfOld[0]?.photoId ?? '');
    expect(old.job).toMatchObject({ position: 1, priority: -1 });
    await prioritiseJob(context(), { dealershipId, jobId }, 10);
    expect((await readPhoto(database.orm, dealershipId, old.id)).job).toMatchObject({ position: 0, priority: 10 });
    await failAgain(jobId, 'OUT_OF_MEMORY');
    await expect(prioritiseJob(context(), { dealershipId, jobId }, 0)).rejects.toMatchObject({ code: 'NOT_WAITING' });
  });
});
