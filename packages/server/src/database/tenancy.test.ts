import { routes } from '@forecourt/sdk/contract';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { decide, undo } from '../review/review.ts';
import { onBothColumns } from '../testing/columns.ts';
import { sampleAsset, sampleCutout, sampleDealership, samplePhoto, sampleVehicle } from '../testing/samples.ts';
import { readAsset } from './assets.ts';
import { eq } from './drizzle.ts';
import { isMissingReference } from './failures.ts';
import { markCancelled, markForRetry } from './job-requests.ts';
import { listJobs, readJob } from './jobs.ts';
import { readListing } from './listing.ts';
import type { Database, Transaction } from './open.ts';
import { addPhoto, changePhoto, deletePhoto } from './photo-changes.ts';
import { listPhotos, readPhoto } from './photos.ts';
import { cutouts, jobs, photos, reviews, uploads } from './schema.ts';
import { changeVehicle, createVehicle, deleteVehicle, listVehicles, readVehicle } from './vehicles.ts';

onBothColumns('dealerships', (column) => {
  let database: Database;
  let mine: string;
  let theirs: string;
  let foreign: { vehicleId: string; photoId: string; jobId: string; sha256: string; cutoutId: string; reviewId: string };

  beforeAll(async () => {
    database = await column.open();
    mine = await sampleDealership(database, 'mine');
    theirs = await sampleDealership(database, 'theirs');
    const vehicleId = await sampleVehicle(database, theirs, 'A-1');
    const photoId = await samplePhoto(database, theirs, vehicleId);
    const jobId = await sampleCutout(database, theirs, photoId);
    const by = { name: 'Ann', personId: null };
    const photo = await database.transaction((tx) => decide(tx, { dealershipId: theirs, photoId, decision: 'approve', by }));
    const [row] = await database.orm.select().from(photos);
    foreign = { vehicleId, photoId, jobId, sha256: photo.asset.sha256, cutoutId: row?.cutoutId ?? '', reviewId: row?.reviewId ?? '' };
  });
  afterAll(() => database.close());

  const within = (work: (tx: Transaction) => Promise<unknown>) => database.transaction(work);

  it('have everything of their own in the shape of the contract', async () => {
    const photo = await readPhoto(database.orm, theirs, foreign.photoId);
    expect(routes.getPhoto.answer.parse(photo)).toEqual(photo);
    expect(photo).toMatchObject({ state: 'approved', review: { by: 'Ann' }, job: { state: 'done', id: foreign.jobId } });
    const vehicle = await readVehicle(database.orm, theirs, foreign.vehicleId);
    expect(routes.getVehicle.answer.parse(vehicle)).toEqual(vehicle);
    expect(vehicle).toMatchObject({ photos: { approved: 1, review: 0 }, cover: photo.cutout?.asset });
    const job = await readJob(database.orm, theirs, foreign.jobId);
    expect(routes.getJob.answer.parse(job)).toEqual(job);
    expect(photo.job).toEqual(job);
    const listing = await readListing(database.orm, theirs, foreign.vehicleId);
    expect(routes.getListing.answer.parse(listing)).toEqual(listing);
    expect(listing).toMatchObject({
      ready: true,
      vehicle: { title: 'Volvo V60' },
      pictures: [{ kind: 'cutout', asset: photo.cutout?.asset }],
    });
    const asset = await readAsset(database.orm, theirs, foreign.sha256);
    expect(routes.getAsset.answer.parse(asset)).toEqual(photo.asset);
  });

  it('do not see what belongs to another, whatever they ask for by its id', async () => {
    const attempts: Record<string, () => Promise<unknown>> = {
      readVehicle: () => readVehicle(database.orm, mine, foreign.vehicleId),
      changeVehicle: () => within((tx) => changeVehicle(tx, mine, foreign.vehicleId, { make: 'Saab' })),
      deleteVehicle: () => within((tx) => deleteVehicle(tx, mine, foreign.vehicleId)),
      readListing: () => readListing(database.orm, mine, foreign.vehicleId),
      readPhoto: () => readPhoto(database.orm, mine, foreign.photoId),
      changePhoto: () => within((tx) => changePhoto(tx, mine, foreign.photoId, { position: 3, angle: 'rear' })),
      deletePhoto: () => within((tx) => deletePhoto(tx, mine, foreign.photoId)),
      addPhoto: () =>
        within((tx) => addPhoto(tx, { dealershipId: mine, vehicleId: foreign.vehicleId, sha256: foreign.sha256, name: 'x.jpg' })),
      readAsset: () => readAsset(database.orm, mine, foreign.sha256),
      readJob: () => readJob(database.orm, mine, foreign.jobId),
      markCancelled: () => markCancelled(database, { dealershipId: mine, jobId: foreign.jobId }),
      markForRetry: () => markForRetry(database, { dealershipId: mine, jobId: foreign.jobId }),
      decide: () =>
        within((tx) =>
          decide(tx, { dealershipId: mine, photoId: foreign.photoId, decision: 'reject', by: { name: 'Eve', personId: null } }),
        ),
      undo: () => within((tx) => undo(tx, { dealershipId: mine, photoId: foreign.photoId, by: { name: 'Eve', personId: null } })),
    };
    for (const [name, attempt] of Object.entries(attempts)) {
      await expect(attempt(), name).rejects.toMatchObject({ code: 'NOT_FOUND' });
    }
    const page = { limit: 50 };
    expect(await listVehicles(database.orm, mine, page)).toEqual({ items: [], nextCursor: null });
    expect(await listPhotos(database.orm, mine, { ...page, vehicleId: foreign.vehicleId })).toEqual({ items: [], nextCursor: null });
    expect(await listPhotos(database.orm, mine, { ...page, order: 'doubt' })).toEqual({ items: [], nextCursor: null });
    expect(await listJobs(database.orm, mine, page)).toEqual({ items: [], nextCursor: null });
    expect(await readPhoto(database.orm, theirs, foreign.photoId)).toMatchObject({ state: 'approved', angle: null });
  });

  it('may use the same stock number and the same file, each for itself', async () => {
    const vehicle = await within((tx) => createVehicle(tx, mine, { stockNumber: 'A-1', make: 'Saab', model: '900' }));
    expect(vehicle).toMatchObject({ stockNumber: 'A-1' });
    await expect(within((tx) => createVehicle(tx, mine, { stockNumber: 'A-1', make: 'Saab', model: '9000' }))).rejects.toMatchObject({
      code: 'STOCK_NUMBER_TAKEN',
    });
    const ownVehicle = await sampleVehicle(database, mine, 'A-2');
    await expect(within((tx) => changeVehicle(tx, mine, ownVehicle, { stockNumber: 'A-1' }))).rejects.toMatchObject({
      code: 'STOCK_NUMBER_TAKEN',
    });
    // A file is known only to who brought it: its hash alone opens nothing.
    await expect(
      within((tx) => addPhoto(tx, { dealershipId: mine, vehicleId: ownVehicle, sha256: foreign.sha256, name: 'x.jpg' })),
    ).rejects.toMatchObject({ code: 'ASSET_UNKNOWN' });
  });

  it('cannot be mixed in the tables themselves', async () => {
    const vehicleId = await sampleVehicle(database, mine);
    const photoId = await samplePhoto(database, mine, vehicleId);
    const sha256 = await database.transaction((tx) => sampleAsset(tx, mine));
    const id = '01900000-0000-7000-8000-000000000001';
    const own = { id, dealershipId: mine };
    const cutout = { ...own, provider: 'x', model: 'x', costUsd: 0, careful: false, warnings: [], timings: noTime };
    const mixtures: [string, () => Promise<unknown>][] = [
      [
        'photos_vehicle',
        () => database.orm.insert(photos).values({ ...own, vehicleId: foreign.vehicleId, assetSha256: sha256, name: 'x', position: 0 }),
      ],
      [
        'photos_asset',
        () => database.orm.insert(photos).values({ ...own, vehicleId, assetSha256: foreign.sha256, name: 'x', position: 0 }),
      ],
      ['jobs_photo', () => database.orm.insert(jobs).values({ ...own, photoId: foreign.photoId, options: { careful: false } })],
      ['cutouts_job', () => database.orm.insert(cutouts).values({ ...cutout, photoId, jobId: foreign.jobId, assetSha256: sha256 })],
      [
        'reviews_cutout',
        () => database.orm.insert(reviews).values({ ...own, photoId, cutoutId: foreign.cutoutId, decision: 'approve', byName: 'Eve' }),
      ],
      [
        'uploads_vehicle',
        () => database.orm.insert(uploads).values({ ...own, vehicleId: foreign.vehicleId, name: 'x', bytes: 1, expiresAt: new Date() }),
      ],
      [
        'uploads_photo',
        () =>
          database.orm.insert(uploads).values({ ...own, vehicleId, photoId: foreign.photoId, name: 'x', bytes: 1, expiresAt: new Date() }),
      ],
      ['photos_job', () => database.orm.update(photos).set({ jobId: foreign.jobId }).where(eq(photos.id, photoId))],
      ['photos_cutout', () => database.orm.update(photos).set({ cutoutId: foreign.cutoutId }).where(eq(photos.id, photoId))],
      ['photos_review', () => database.orm.update(photos).set({ reviewId: foreign.reviewId }).where(eq(photos.id, photoId))],
    ];
    for (const [constraint, write] of mixtures) {
      const error = await write().catch((thrown: unknown) => thrown);
      expect(isMissingReference(error, constraint), constraint).toBe(true);
    }
  });
});

const noTime = { decodeMs: 0, inferenceMs: 0, refineMs: 0, reportMs: 0, encodeMs: 0, totalMs: 0 };
