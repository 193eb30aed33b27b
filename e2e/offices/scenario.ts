import { createHash } from 'node:crypto';
import { chmod, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { ForecourtError } from '@forecourt/errors';
import type { Client } from '@forecourt/sdk/client';
import { decodeImage, encodeImage } from '@forecourt/sdk/imaging';
import { createUploader, type Upload } from '@forecourt/sdk/uploads';
import { type Cable, redCarPhoto, smallDisk } from '@forecourt/testing';
import { findFaults } from '../kill/faults.ts';
import { untilNoneIsAtItsLastTry } from '../kill/last-try.ts';
import { createRandom } from '../random.ts';
import { type Cloud, openCloud } from './cloud.ts';
import { type Office, openOffice } from './office.ts';

/** What goes wrong: a road is cut, an agent or the platform is killed, a host's disk is filled, jobs under way are cancelled. */
export type Trouble = 'road' | 'agent' | 'platform' | 'disk' | 'cancel';

export interface OfficesPlan {
  readonly photos: number;
  /** In their order, over and over until all photos are done. */
  readonly troubles: readonly Trouble[];
  /** Between two of them, at most. */
  readonly calmMs: number;
  readonly seed: number;
  readonly signal: AbortSignal;
  /** One line for whoever waits. */
  readonly say?: (text: string) => void;
}

export interface OfficesReport {
  readonly photos: number;
  readonly troubles: Readonly<Record<Trouble, number>>;
  /** Photos that came back without anybody's doing, of all that were sent. */
  readonly availability: number;
  /** Answers that the SDK got from the platform, of all that it asked for meanwhile; codes of what it gave up on. */
  readonly answered: number;
  readonly givenUp: readonly string[];
  /** Photos by the host that made their cutout. */
  readonly byHost: Readonly<Record<string, number>>;
  /** Empty if everything is as if nothing had happened. */
  readonly faults: readonly string[];
}

const photosOfAVehicle = 50;
/** An agent keeps its journal, some photos and their cutouts: this is little enough to be filled in no time. */
const diskKibibytes = 65_536;

interface Scene {
  readonly cloud: Cloud;
  readonly offices: readonly { readonly office: Office; readonly cable: Cable }[];
  readonly random: () => number;
  readonly signal: AbortSignal;
}

/**
 * Photos are cut out by the computers of two offices, each in a network of its own: one that the platform reaches, and one behind a router
 * that lets nobody in. Meanwhile everything breaks that can. At the end all of it has to be as if nothing had.
 */
export async function runOffices({ photos, troubles, calmMs, seed, signal, say = () => undefined }: OfficesPlan): Promise<OfficesReport> {
  const random = createRandom(seed);
  await using opened = new AsyncDisposableStack();
  const cloud = opened.use(await openCloud());
  const { client, network } = cloud;
  await client.providers.create({ kind: 'remote', operations: ['removeBackground'] }, { signal });
  // The engine of the platform comes along, in front: here nobody else is to do the work of the offices.
  const { items } = await client.providers.list({ signal });
  for (const { id, kind } of items) if (kind !== 'remote') await client.providers.change(id, { isEnabled: false }, { signal });
  const offices = [];
  for (const name of ['north', 'south']) {
    const place = await network.place(name);
    const cable = await network.cable(place, cloud.place);
    const disk = opened.use(await smallDisk(diskKibibytes));
    const platform = `http://${cable.addressOf(cloud.place)}:${cloud.server.port}`;
    const tool = await writeTool(disk.path);
    const address = name === 'north' ? cable.addressOf(place) : null;
    const office = opened.use(await openOffice({ ...{ name, place, client, platform, tool, address, signal }, folder: disk.path }));
    if (address === null) await place.refuseIncoming();
    offices.push({ office, cable });
  }
  const scene: Scene = { cloud, offices, random, signal };
  await untilOnline(scene);
  const counted: Record<Trouble, number> = { road: 0, agent: 0, platform: 0, disk: 0, cancel: 0 };
  await using uploader = createUploader({ client, storage: null });
  const sent = new Map<string, Set<string>>();
  const uploads: Upload[] = [];
  for (let first = 0; first < photos; first += photosOfAVehicle) {
    const { id: vehicleId } = await client.vehicles.create(
      { stockNumber: `office-${seed}-${first}`, make: 'Red', model: 'Car' },
      { signal },
    );
    const own = new Set<string>();
    sent.set(vehicleId, own);
    for (let photo = first; photo < Math.min(photos, first + photosOfAVehicle); photo++) {
      const bytes = redCarPhoto({ seed: seed + photo });
      own.add(createHash('sha256').update(bytes).digest('hex'));
      uploads.push(uploader.add(new File([new Uint8Array(bytes)], `car-${photo}.png`), { vehicleId }));
    }
  }
  using asking = keepAsking(client, signal);
  const isDone = allDone(client, [...sent.keys()], photos);
  for (let turn = 0; !(await isDone(signal)); turn++) {
    await setTimeout(calmMs * (0.25 + 0.75 * random()), undefined, { signal });
    const trouble = troubles[turn % troubles.length];
    if (trouble === undefined) continue;
    say(`${await howFar(client, signal)}; ${trouble}`);
    await make[trouble](scene);
    counted[trouble]++;
  }
  await Promise.all(uploads.map(({ done }) => done));
  const faults: string[] = [];
  const all = { client, dataDir: cloud.dataDir, sent: new Set([...sent.values()].flatMap((own) => [...own])) };
  faults.push(...(await findFaults({ ...all, vehicleIds: [...sent.keys()] })));
  for (const { office } of offices) faults.push(...(await leftRunning(office)));
  const jobs = await Array.fromAsync(client.jobs.list({ limit: 200 }, { signal }));
  return {
    photos,
    troubles: counted,
    availability: jobs.filter(({ state }) => state === 'done').length / photos,
    answered: asking.share(),
    givenUp: asking.givenUp,
    byHost: await cutBy(client, signal),
    faults,
  };
}

const make: Readonly<Record<Trouble, (scene: Scene) => Promise<void>>> = {
  async road({ offices, random, signal }) {
    const { cable } = pick(offices, random);
    await using _gone = await cable.cut();
    await setTimeout(500 + 4000 * random(), undefined, { signal });
  },
  async agent({ offices, random, signal }) {
    const { office } = pick(offices, random);
    await office.kill();
    await setTimeout(1000 * random(), undefined, { signal });
    await office.restart();
  },
  async platform({ cloud, random, signal }) {
    await untilNoneIsAtItsLastTry(cloud.client, signal);
    await cloud.server.kill();
    await setTimeout(1000 * random(), undefined, { signal });
    await cloud.server.restart();
  },
  async disk({ offices, random, signal }) {
    const { office } = pick(offices, random);
    const filling = join(office.folder, 'full');
    await fill(filling);
    await setTimeout(500 + 2500 * random(), undefined, { signal });
    await rm(filling);
  },
  async cancel({ cloud: { client }, signal }) {
    const working = await Array.fromAsync(client.jobs.list({ state: 'working', limit: 10 }, { signal }));
    for (const { id } of working.slice(0, 2)) {
      await client.jobs.cancel(id, { signal }).catch((error: unknown) => {
        // It was done in this moment.
        if (!ForecourtError.is(error) || error.code !== 'NOT_CANCELLABLE') throw error;
      });
    }
    const cancelled = await Array.fromAsync(client.jobs.list({ state: 'cancelled', limit: 50 }, { signal }));
    for (const { id } of cancelled) await client.jobs.retry(id, { signal });
  },
};

function pick<Value>(values: readonly Value[], random: () => number): Value {
  const value = values[Math.floor(random() * values.length)];
  if (value === undefined) throw new Error('There is nothing to choose from.');
  return value;
}

async function fill(path: string): Promise<void> {
  const piece = Buffer.alloc(1 << 20);
  for (let pieces = 0; pieces * 1024 < diskKibibytes; pieces++) {
    const isFull = await writeFile(path, piece, { flag: 'a' }).then(
      () => false,
      (error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOSPC') throw error;
        return true;
      },
    );
    if (isFull) return;
  }
}

/** A program as dealers have them: it takes its time, starts another, and writes a picture. */
async function writeTool(folder: string): Promise<string> {
  const { pixels } = await decodeImage(redCarPhoto());
  const { widthPx, heightPx, channels, data } = pixels;
  const cut = new Uint8Array(widthPx * heightPx * 4);
  for (let at = 0; at < widthPx * heightPx; at++) {
    const [red = 0, green = 0, blue = 0] = data.subarray(at * channels, at * channels + 3);
    const isCar = red > 180 && green < 100;
    cut.set(isCar ? [red, green, blue, 255] : [0, 0, 0, 0], at * 4);
  }
  await writeFile(join(folder, 'made.png'), await encodeImage({ data: cut, widthPx, heightPx, channels: 4 }, { format: 'png' }));
  const path = join(folder, 'cut.sh');
  await writeFile(path, `#!/bin/sh\nsleep 0.1 &\nwait $!\ncp "$(dirname "$0")/made.png" "$2"\n`);
  await chmod(path, 0o755);
  return path;
}

async function untilOnline({ cloud: { client }, offices, signal }: Scene): Promise<void> {
  for (;;) {
    const hosts = await Array.fromAsync(client.hosts.list({}, { signal }));
    if (offices.every(({ office }) => hosts.some(({ id, state }) => id === office.hostId && state === 'online'))) return;
    await setTimeout(100, undefined, { signal });
  }
}

function allDone(client: Client, vehicleIds: readonly string[], photos: number) {
  const open = new Set(vehicleIds);
  let done = 0;
  return async (signal: AbortSignal): Promise<boolean> => {
    for (const id of open) {
      const { photos: of } = await client.vehicles.get(id, { signal });
      const ended = of.review + of.failed;
      if (of.waiting + of.working + of.cancelled > 0 || ended < Math.min(photosOfAVehicle, photos - done)) return false;
      done += ended;
      open.delete(id);
    }
    return true;
  };
}

async function howFar(client: Client, signal: AbortSignal): Promise<string> {
  const { waiting, working } = await client.queue.read({ signal });
  return `${waiting} wait, ${working} at work`;
}

/** Asks the platform again and again, as a page that somebody looks at does, and counts what the SDK gave up on. */
function keepAsking(client: Client, signal: AbortSignal): Disposable & { readonly givenUp: readonly string[]; share(): number } {
  const left = new AbortController();
  const counts = { asked: 0, answered: 0 };
  const givenUp: string[] = [];
  const ask = async () => {
    const both = AbortSignal.any([signal, left.signal]);
    while (!both.aborted) {
      counts.asked++;
      await client.session.read({ signal: both }).then(
        () => counts.answered++,
        (error: unknown) => {
          if (both.aborted) counts.asked--;
          else givenUp.push(ForecourtError.from(error).code);
        },
      );
      await setTimeout(250, undefined, { signal: both }).catch(() => undefined);
    }
  };
  void ask();
  return { givenUp, share: () => counts.answered / Math.max(1, counts.asked), [Symbol.dispose]: () => left.abort() };
}

async function cutBy(client: Client, signal: AbortSignal): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for await (const { hostName, state } of client.executions.list({ limit: 200 }, { signal })) {
    if (state === 'done') counts[hostName] = (counts[hostName] ?? 0) + 1;
  }
  return counts;
}

/** Processes of an office beside its agent: after all jobs there are none. */
async function leftRunning(office: Office): Promise<string[]> {
  const others = await office.processes();
  return others.map((command) => `${office.name} still runs ${command}`);
}
