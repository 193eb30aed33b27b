import { createHash } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { type Client, createClient } from '@forecourt/sdk/client';
import { createUploader, type Upload } from '@forecourt/sdk/uploads';
import { type Column, makeKey, redCarPhoto, startWorkerProcess, type WorkerProcess } from '@forecourt/testing';
import { createRandom } from '../random.ts';
import { findFaults } from './faults.ts';
import { untilNoneIsAtItsLastTry } from './last-try.ts';

/** What is killed: one of the servers, or, in the grown column, a worker beside them and what all stand on. */
export type Victim = 'server' | 'worker' | 'postgres' | 'redis';

export interface KillPlan {
  readonly kills: number;
  readonly victims: readonly Victim[];
  readonly seed: number;
  readonly signal: AbortSignal;
  /** One line for whoever waits. */
  readonly say?: (text: string) => void;
}

export interface KillReport {
  readonly photos: number;
  /** How many kills met an upload under way, and how many a job. */
  readonly killsInUploads: number;
  readonly killsInJobs: number;
  /** Empty if everything is as if nothing had been killed. */
  readonly faults: readonly string[];
}

/** Photos that are added between two kills, to each server. */
const photosBetweenKills = 3;
/** A kill comes at any moment within this: uploads take the first part of it, jobs the rest. */
const killWithinMs = 1500;
/** Small enough that an upload is many chunks. */
const chunkBytes = 65_536;

/**
 * Photos come in through the SDK's uploader while processes are killed at random moments and started again; at the end all
 * of it has to be as if nobody had been killed.
 */
export async function runKills(column: Column, { kills, victims, seed, signal, say }: KillPlan): Promise<KillReport> {
  const random = createRandom(seed);
  await using worker = victims.includes('worker') ? await startWorkerProcess(column.environment) : null;
  const [first] = column.servers;
  if (!first) throw new Error('A column has at least one server.');
  const key = await makeKey(first.url);
  const clients = column.servers.map(({ url }) => createClient({ url, key }));
  const client = createClient({ url: first.url, key });
  const { id: vehicleId } = await client.vehicles.create({ stockNumber: `kill-${seed}`, make: 'Red', model: 'Car' }, { signal });
  const uploaders = clients.map((one) => createUploader({ client: one, chunkBytes }));
  const sent = new Set<string>();
  const uploads: Upload[] = [];
  const report = { killsInUploads: 0, killsInJobs: 0 };
  try {
    for (let kill = 1; kill <= kills; kill++) {
      for (const uploader of uploaders) {
        for (let photo = 0; photo < photosBetweenKills; photo++) {
          const bytes = redCarPhoto({ widthPx: 800, heightPx: 600, seed: seed + uploads.length });
          sent.add(createHash('sha256').update(bytes).digest('hex'));
          uploads.push(uploader.add(new File([new Uint8Array(bytes)], `car-${uploads.length}.png`), { vehicleId }));
        }
      }
      await untilNoneIsAtItsLastTry(client, signal);
      const afterMs = random() * killWithinMs;
      await setTimeout(afterMs, undefined, { signal });
      const open = uploads.filter(({ state }) => state.photo === null).length;
      if (open > 0) report.killsInUploads++;
      if (open < uploads.length) report.killsInJobs++;
      // Each in turn, so that none is left out however few kills there are.
      const victim = victims[(kill - 1) % victims.length] ?? 'server';
      say?.(`kill ${kill} of ${kills}: ${victim} after ${Math.round(afterMs)} ms, ${open} uploads open`);
      await killAndRestart({ ...column, worker }, victim, random());
    }
    await Promise.all(uploads.map(({ done }) => done));
    await untilWorked(client, vehicleId, sent.size, signal);
    const faults = await findFaults({ client, vehicleIds: [vehicleId], sent, dataDir: column.dataDir });
    return { ...report, photos: sent.size, faults };
  } finally {
    await Promise.all(uploaders.map((uploader) => uploader.close()));
  }
}

async function killAndRestart(
  { servers, postgres, redis, worker }: Column & { readonly worker: WorkerProcess | null },
  victim: Victim,
  which: number,
): Promise<void> {
  const target = { server: servers[Math.floor(which * servers.length)], postgres, redis, worker }[victim];
  if (!target) throw new Error(`This column has no ${victim}.`);
  await target.kill();
  await target.restart();
}

/** Waits until every photo has left the machine's hands. */
async function untilWorked(client: Client, vehicleId: string, count: number, signal: AbortSignal): Promise<void> {
  for (;;) {
    const { photos } = await client.vehicles.get(vehicleId, { signal });
    if (photos.waiting + photos.working === 0 && photos.review + photos.failed + photos.cancelled >= count) return;
    await setTimeout(50, undefined, { signal });
  }
}
