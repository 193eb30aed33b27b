import { createHash, randomUUID } from 'node:crypto';
import { algorithmVersion, type Report, schemaVersion } from '@forecourt/quality';
import { v7 as newId } from 'uuid';
import { putAsset } from '../database/assets.ts';
import type { Database } from '../database/database.ts';
import { createGeneration } from '../database/generation-writes.ts';
import { addJob } from '../database/job-requests.ts';
import type { Transaction } from '../database/orm.ts';
import { addPhoto } from '../database/photo-changes.ts';
import { finishCalls } from '../database/provider-calls.ts';
import { dealerships } from '../database/schema.ts';
import { createVehicle } from '../database/vehicles.ts';
import { beginJob, finishJob } from './one-job.ts';

/** A dealership without anything. @returns its id */
export async function sampleDealership(database: Database, name = 'Motors'): Promise<string> {
  const id = newId();
  await database.orm.insert(dealerships).values({ id, name });
  return id;
}

/** A vehicle without photos. @returns its id */
export async function sampleVehicle(database: Database, dealershipId: string, stockNumber: string = randomUUID()): Promise<string> {
  const vehicle = await database.transaction((tx) => createVehicle(tx, dealershipId, { stockNumber, make: 'Volvo', model: 'V60' }));
  return vehicle.id;
}

/** The row of a file that is nowhere. @returns its SHA-256 */
export async function sampleAsset(tx: Transaction, dealershipId: string, content: string = randomUUID()): Promise<string> {
  const sha256 = createHash('sha256').update(content).digest('hex');
  await putAsset(tx, { dealershipId, sha256, bytes: 1_000, type: 'image/jpeg', widthPx: 4_000, heightPx: 3_000, placeholder: null });
  return sha256;
}

/** A photo of a file that is nowhere. @returns its id */
export function samplePhoto(database: Database, dealershipId: string, vehicleId: string, name = 'front.jpg'): Promise<string> {
  return database.transaction(async (tx) => {
    const sha256 = await sampleAsset(tx, dealershipId);
    return (await addPhoto(tx, { dealershipId, vehicleId, sha256, name })).photoId;
  });
}

/** A cutout of nothing for a photo, as a worker would leave it. @returns the job's id */
export async function sampleCutout(database: Database, dealershipId: string, photoId: string, score = 90): Promise<string> {
  const { jobId } = await database.transaction((tx) => addJob(tx, { dealershipId, photoId, options: { careful: false } }));
  const begun = await beginJob(database, { dealershipId, jobId }, { leaseMs: 60_000, provider: 'local' });
  const sha256 = createHash('sha256').update(jobId).digest('hex');
  const done = await finishJob(database, begun, {
    asset: { sha256, bytes: 2_000, type: 'image/png', widthPx: 4_000, heightPx: 3_000, placeholder: null },
    cutout: {
      provider: 'local',
      model: 'isnet',
      costUsd: 0,
      careful: false,
      timings: { decodeMs: 1, inferenceMs: 2, refineMs: 3, reportMs: 4, encodeMs: 5, totalMs: 15 },
      warnings: [],
      report: sampleReport(score),
    },
  });
  if (!done) throw new Error('The job was not the caller’s any more.');
  return jobId;
}

/** A generation that made a picture of a file that the dealership has, and one that goes on from it. @returns their ids */
export async function sampleGenerations(database: Database, dealershipId: string, sha256: string): Promise<string[]> {
  const wish = { dealershipId, provider: null, model: null, mask: null, vehicleId: null, merge: true, priority: 0, estimate: null };
  const parameters = { prompt: 'a "red" car \\ ü', count: 1, transparent: false, format: 'png' as const };
  const asked = { ...wish, parameters, by: { kind: 'person' as const, id: null, name: 'Ann' }, correlationId: null };
  const root = await database.transaction((tx) =>
    createGeneration(tx, { ...asked, operation: 'generateImage', inputs: [], parent: null, requestHash: randomUUID() }),
  );
  const lease = await beginJob(database, { dealershipId, jobId: root.job?.jobId ?? '' }, { leaseMs: 60_000, provider: 'providers' });
  const asset = { sha256, bytes: 2_000, type: 'image/png', widthPx: 1, heightPx: 1, placeholder: null };
  const facts = { provider: 'openai', model: 'one', totalMs: 1.5, isCached: false, attempts: [], warnings: [], findings: null };
  await finishCalls(database, [{ lease, result: { ...facts, pictures: [{ asset, revisedPrompt: null, seed: 2_147_483_647 }] } }]);
  const parent = { id: root.generationId, rootId: root.generationId, resultId: null };
  const child = await database.transaction((tx) =>
    createGeneration(tx, { ...asked, operation: 'editImage', inputs: [sha256], parent, requestHash: randomUUID() }),
  );
  return [root.generationId, child.generationId];
}

function sampleReport(score: number): Report {
  return {
    kind: 'cutout',
    schemaVersion,
    algorithmVersion,
    widthPx: 4_000,
    heightPx: 3_000,
    score,
    verdict: score < 50 ? 'review' : 'pass',
    confidence: 0.9,
    defects: [],
    measurements: [],
    notExamined: [],
    aspects: { edges: 100, colour: 100, completeness: 100, cleanliness: 100, alpha: 100, photo: null },
    subject: null,
  };
}
