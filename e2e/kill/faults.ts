import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Client } from '@forecourt/sdk/client';
import type { Job, Photo } from '@forecourt/sdk/contract';

export interface Expected {
  readonly client: Client;
  readonly vehicleIds: readonly string[];
  /** SHA-256 of each photo that was sent. */
  readonly sent: ReadonlySet<string>;
  readonly dataDir: string;
}

/** Everything in which a server differs from one that was never killed: nothing lost, nothing twice, nothing left over. */
export async function findFaults({ client, vehicleIds, sent, dataDir }: Expected): Promise<string[]> {
  const photos: Photo[] = [];
  for (const vehicleId of vehicleIds) photos.push(...(await Array.fromAsync(client.photos.list({ vehicleId, limit: 200 }))));
  const jobs = await Array.fromAsync(client.jobs.list({ limit: 200 }));
  const faults = [...photoFaults(photos, sent), ...jobFaults(photos, jobs)];
  const wanted = new Set<string>();
  for (const photo of photos) {
    wanted.add(photo.asset.sha256);
    if (photo.cutout) wanted.add(photo.cutout.asset.sha256);
  }
  for (const sha256 of wanted) {
    const file = await (await client.assets.file(sha256)).arrayBuffer();
    const real = createHash('sha256').update(new Uint8Array(file)).digest('hex');
    if (real !== sha256) faults.push(`the file ${sha256} has the hash ${real}`);
  }
  return [...faults, ...(await leftovers(dataDir, wanted))];
}

function photoFaults(photos: readonly Photo[], sent: ReadonlySet<string>): string[] {
  const faults: string[] = [];
  const there = photos.map(({ asset }) => asset.sha256);
  for (const sha256 of sent) {
    const times = there.filter((one) => one === sha256).length;
    if (times !== 1) faults.push(`the photo ${sha256} is there ${times} times`);
  }
  for (const sha256 of there) if (!sent.has(sha256)) faults.push(`nobody sent the photo ${sha256}`);
  for (const { name, state, cutout } of photos) {
    if (state !== 'review' || !cutout) faults.push(`the photo ${name} is ${state}, ${cutout ? 'with' : 'without'} a cutout`);
  }
  const positions = new Set(photos.map(({ vehicleId, position }) => `${vehicleId} ${position}`));
  if (positions.size !== photos.length) faults.push('two photos have the same place');
  return faults;
}

function jobFaults(photos: readonly Photo[], jobs: readonly Job[]): string[] {
  const faults = jobs
    .filter(({ state }) => state !== 'done')
    .map(
      ({ photoName, state, attempts, problem }) =>
        `the job of ${photoName} is ${state} after ${attempts} tries: ${problem?.code} ${problem?.detail}`,
    );
  for (const photo of photos) {
    const own = jobs.filter(({ photoId }) => photoId === photo.id);
    if (own.length !== 1) faults.push(`the photo ${photo.name} has ${own.length} jobs`);
    if (photo.cutout && photo.cutout.jobId !== own[0]?.id) faults.push(`the cutout of ${photo.name} is of another job`);
  }
  return faults;
}

/** Files that belong to nothing. What can be made again (`derived`) and the database's own may stay. */
async function leftovers(dataDir: string, wanted: ReadonlySet<string>): Promise<string[]> {
  const faults: string[] = [];
  for (const folder of ['assets', 'uploads']) {
    for (const entry of await readdir(join(dataDir, folder), { recursive: true, withFileTypes: true })) {
      if (entry.isFile() && !wanted.has(entry.name)) faults.push(`${join(folder, entry.name)} belongs to nothing`);
    }
  }
  return faults;
}
