import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { changeErrorState, listErrors, readErrorDetail, readErrorRate } from '../database/errors.ts';
import { readEvents } from '../database/events.ts';
import { addJob } from '../database/job-requests.ts';
import type { Database } from '../database/open.ts';
import { onBothColumns } from '../testing/columns.ts';
import { sampleDealership, samplePhoto, sampleVehicle } from '../testing/samples.ts';
import { createFailureRecorder, type Failure } from './failures.ts';
import { normalise, safeDetails, withoutSecrets } from './fingerprint.ts';

const logger = pino({ enabled: false });
const passingChannel = 'test_passing';

onBothColumns('failures', (column) => {
  let database: Database;
  beforeAll(async () => {
    database = await column.open();
  });
  afterAll(() => database.close());

  const failure = (dealershipId: string | null, changes: Partial<Failure> = {}): Failure => ({
    dealershipId,
    code: 'MODEL_NOT_INSTALLED',
    message: 'The weights of isnet are not here.',
    where: 'job',
    operation: 'removeBackground',
    provider: 'local',
    ...changes,
  });
  const page = { limit: 50 };
  const groupsOf = async (dealershipId: string) => (await listErrors(database.orm, { dealershipId }, page)).items;

  it('of the same cause are one group, whatever names and numbers they carry', async () => {
    const dealershipId = await sampleDealership(database);
    await using recorder = createFailureRecorder({ database, logger, passingChannel });
    for (const message of [
      'car-1.jpg took 3.1 s, job 0198a000-0000-7000-8000-000000000001',
      'left side.png took 12 s, job 0198a000-0000-7000-8000-000000000002',
    ]) {
      recorder.record(failure(dealershipId, { code: 'DEADLINE_EXCEEDED', message: message.replace('left side', 'left-side') }));
    }
    recorder.record(failure(dealershipId, { code: 'DEADLINE_EXCEEDED', message: 'car-1.jpg took 3.1 s', provider: 'other' }));
    recorder.record(failure(dealershipId));
    await recorder.flush();
    const groups = await groupsOf(dealershipId);
    expect(groups.map(({ code, count }) => `${code} ${count}`).sort((a, b) => a.localeCompare(b))).toEqual([
      'DEADLINE_EXCEEDED 1',
      'DEADLINE_EXCEEDED 2',
      'MODEL_NOT_INSTALLED 1',
    ]);
  });

  it('by the thousand cost a handful of statements, are all counted, and the last 20 are kept in full', async () => {
    const dealershipId = await sampleDealership(database);
    let transactions = 0;
    const counting: Database = {
      ...database,
      transaction: (work) => {
        transactions += 1;
        return database.transaction(work);
      },
    };
    {
      await using recorder = createFailureRecorder({ database: counting, logger, passingChannel });
      for (let index = 0; index < 1000; index++) {
        recorder.record(
          failure(dealershipId, { correlationId: `c-${index}`, details: { index, apiKey: 'sesame', url: 'http://a:b@host/' } }),
        );
      }
    }
    expect(transactions).toBeLessThanOrEqual(2);
    const [group] = await groupsOf(dealershipId);
    expect(group).toMatchObject({ count: 1000, lastDayCount: 1000, state: 'open', title: 'The model is not installed' });
    const detail = await readErrorDetail(database.orm, { dealershipId }, group?.id ?? '');
    expect(detail.occurrences.map(({ correlationId }) => correlationId)).toEqual(
      Array.from({ length: 20 }, (_, index) => `c-${999 - index}`),
    );
    expect(detail.occurrences[0]?.details).toEqual({ index: 999, apiKey: '…', url: 'http://a:…@host/' });
    expect(detail.hours).toHaveLength(24);
    expect(detail.hours.reduce((sum, { count }) => sum + count, 0)).toBe(1000);
    expect((await readErrorRate(database.orm, { dealershipId })).reduce((sum, { count }) => sum + count, 0)).toBe(1000);
    const events = await readEvents(database.orm, dealershipId, 0, 100);
    expect(events.filter(({ type }) => type === 'error.raised')).toHaveLength(1);
  });

  it('come back as regressed after they were resolved, and only then', async () => {
    const dealershipId = await sampleDealership(database);
    let now = new Date('2026-05-04T10:00:00Z');
    await using recorder = createFailureRecorder({ database, logger, passingChannel, now: () => now });
    const fail = async () => {
      now = new Date(now.getTime() + 60_000);
      recorder.record(failure(dealershipId));
      await recorder.flush();
      return (await groupsOf(dealershipId))[0];
    };
    const change = (to: 'acknowledged' | 'resolved') => async (id: string) => {
      now = new Date(now.getTime() + 60_000);
      await database.transaction((tx) => changeErrorState(tx, { dealershipId }, id, { to, by: 'Ann', at: now }));
    };
    const opened = await fail();
    expect(opened?.state).toBe('open');
    const id = opened?.id ?? '';
    await change('acknowledged')(id);
    expect(await fail()).toMatchObject({ state: 'acknowledged', count: 2, changedBy: 'Ann' });
    await change('resolved')(id);
    // Seen before it was resolved, written after: no return.
    const before = now;
    now = new Date(now.getTime() - 600_000);
    expect((await fail())?.state).toBe('resolved');
    now = before;
    expect(await fail()).toMatchObject({ state: 'regressed', count: 4 });
    const events = await readEvents(database.orm, dealershipId, 0, 100);
    expect(
      events.flatMap(({ type, data }) => (type === 'error.raised' || type === 'error.changed' ? [`${type} ${data.state}`] : [])),
    ).toEqual(['error.raised open', 'error.changed acknowledged', 'error.changed resolved', 'error.raised regressed']);
  });

  it('name the jobs and photos that they stopped, as long as those are there', async () => {
    const dealershipId = await sampleDealership(database);
    const vehicleId = await sampleVehicle(database, dealershipId);
    const photoId = await samplePhoto(database, dealershipId, vehicleId);
    const { jobId } = await database.transaction((tx) => addJob(tx, { dealershipId, photoId, options: { careful: false } }));
    await using recorder = createFailureRecorder({ database, logger, passingChannel });
    recorder.record(failure(dealershipId, { jobId, photoId }));
    recorder.record(
      failure(dealershipId, { jobId: '0198a000-0000-7000-8000-000000000009', photoId: '0198a000-0000-7000-8000-000000000008' }),
    );
    await recorder.flush();
    const [group] = await groupsOf(dealershipId);
    expect(group).toMatchObject({ count: 2, jobCount: 1, photoCount: 1, failedJobCount: 0 });
    const detail = await readErrorDetail(database.orm, { dealershipId }, group?.id ?? '');
    expect(detail.affected).toEqual([expect.objectContaining({ jobId, photoId, vehicleId, photoName: 'front.jpg', state: 'waiting' })]);
  });

  it('belong to one dealership each, or to the installation', async () => {
    const [mine, theirs] = [await sampleDealership(database), await sampleDealership(database)];
    await using recorder = createFailureRecorder({ database, logger, passingChannel });
    for (const owner of [mine, null]) recorder.record(failure(owner, { message: 'Only here.' }));
    await recorder.flush();
    const [group] = await groupsOf(mine);
    expect(await groupsOf(theirs)).toEqual([]);
    await expect(readErrorDetail(database.orm, { dealershipId: theirs }, group?.id ?? '')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(
      database.transaction((tx) =>
        changeErrorState(tx, { dealershipId: theirs }, group?.id ?? '', { to: 'resolved', by: 'Eve', at: new Date() }),
      ),
    ).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect((await listErrors(database.orm, 'installation', page)).items).toEqual([
      expect.objectContaining({ isOfInstallation: true, message: 'Only here.' }),
    ]);
  });

  it('are found by state, code, place and time, page by page', async () => {
    const dealershipId = await sampleDealership(database);
    let now = new Date('2026-05-04T10:00:00Z');
    await using recorder = createFailureRecorder({ database, logger, passingChannel, now: () => now });
    for (const [code, where] of [
      ['DISK_FULL', 'storage'],
      ['DISK_FULL', 'http'],
      ['ENGINE_CRASHED', 'job'],
    ] as const) {
      now = new Date(now.getTime() + 60_000);
      recorder.record(failure(dealershipId, { code, where }));
    }
    await recorder.flush();
    const list = async (query: object) =>
      (await listErrors(database.orm, { dealershipId }, { ...page, ...query })).items.map(({ where }) => where);
    expect(await list({})).toEqual(['job', 'http', 'storage']);
    expect(await list({ code: 'DISK_FULL' })).toEqual(['http', 'storage']);
    expect(await list({ where: 'job' })).toEqual(['job']);
    expect(await list({ since: '2026-05-04T10:01:30Z' })).toEqual(['job', 'http']);
    expect(await list({ state: 'resolved' })).toEqual([]);
    expect(await list({ state: 'active' })).toHaveLength(3);
    const first = await listErrors(database.orm, { dealershipId }, { limit: 2 });
    expect(await list({ cursor: first.nextCursor })).toEqual(['storage']);
  });

  it('wait in memory while the database is away, and never throw', async () => {
    const dealershipId = await sampleDealership(database);
    let tries = 0;
    const flaky: Database = {
      ...database,
      transaction: async (work) => {
        tries += 1;
        if (tries === 1) throw new Error('The database is away.');
        return await database.transaction(work);
      },
    };
    await using recorder = createFailureRecorder({ database: flaky, logger, passingChannel });
    recorder.record(failure(dealershipId));
    await recorder.flush();
    recorder.record(failure(dealershipId));
    await recorder.flush();
    expect(await groupsOf(dealershipId)).toEqual([expect.objectContaining({ count: 2 })]);
  });
});

describe('a message', () => {
  it.each([
    ['GET https://a.example/x?y=1 answered 503', 'get url answered n'],
    ['left-front.JPG ends after 12,345 bytes', 'file ends after n bytes'],
    ['No file /var/lib/forecourt/blobs/ab', 'no file path'],
    ['Upload 0198a000-0000-7000-8000-000000000001', 'upload id'],
  ])('%j counts as %j', (message, expected) => {
    expect(normalise(message)).toBe(expected);
  });

  it('is kept without what lets somebody in', () => {
    const text = withoutSecrets('fck_abcdefghijklmnop whsec_abcdefghijkl Bearer abcdefghijklmnop postgres://u:hunter2@h/d ?token=abcdef');
    expect(text).not.toMatch(/abcdef|hunter2/);
    expect(safeDetails({ password: 'x', deep: { clientSecret: 'y', list: ['sk-abcdefghijkl'] }, statusCode: 3 })).toEqual({
      password: '…',
      deep: { clientSecret: '…', list: ['sk-…'] },
      statusCode: 3,
    });
  });
});
