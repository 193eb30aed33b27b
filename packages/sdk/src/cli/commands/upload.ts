import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';
import { ForecourtError } from '@forecourt/errors';
import { z } from 'zod';
import { readSettings } from '../../settings/index.ts';
import { createUploader, type FileSource, type Upload, type UploadStorage } from '../../uploads/index.ts';
import { fileSource, folderStorage } from '../../uploads/node/index.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { findPhotos, type Photo } from '../photos.ts';
import { startProgress } from '../progress.ts';
import { connect } from '../server-connection.ts';
import { oneLine, type Terminal } from '../terminal.ts';
import { transferText } from '../transfer-text.ts';
import { findVehicle } from '../vehicles.ts';

export const uploadFlagsSchema = z.strictObject({
  vehicle: z.string().trim().min(1).max(64),
  create: z.string().optional(),
  server: z.url({ protocol: /^https?$/, error: 'must be an address such as https://cars.example' }).optional(),
  keyFile: z.string().min(1).optional(),
  parallel: z.coerce.number().int().min(1).max(16).default(3),
  json: z.boolean().default(false),
});
export type UploadFlags = z.output<typeof uploadFlagsSchema>;

/** `forecourt upload PHOTO… --vehicle VEHICLE` */
export async function upload(args: readonly string[], flags: UploadFlags, terminal: Terminal, signal: AbortSignal): Promise<ExitCode> {
  const photos = await findPhotos(args);
  const client = await connect(flags);
  const vehicle = await findVehicle(client, { name: flags.vehicle, create: flags.create, signal });
  const paths = new Set(photos.map(({ path }) => resolve(path)));
  const storage = ofThisRun(folderStorage(keptIn(client.url)), vehicle.id, paths);
  await using uploader = createUploader({ client, parallel: flags.parallel, storage });
  const leave = () => void uploader.close();
  signal.addEventListener('abort', leave, { once: true });
  try {
    const kept = new Map((await storage.list()).map(({ id, file }) => [id, file.kind === 'path' ? file.path : '']));
    const goesOn = new Map((await uploader.restore()).map((restored) => [kept.get(restored.id), restored]));
    const started: Started[] = [];
    for (const photo of photos) {
      const begun = goesOn.get(resolve(photo.path)) ?? (await begin(photo, (source) => uploader.add(source, { vehicleId: vehicle.id })));
      started.push({ photo, upload: begun });
    }
    return await follow(started, uploader, terminal, signal);
  } finally {
    signal.removeEventListener('abort', leave);
  }
}

function begin({ path }: Photo, add: (source: FileSource) => Upload): Promise<Upload | ForecourtError> {
  return fileSource(path).then(add, (error: unknown) => ForecourtError.from(error));
}

/** What an earlier run left of the very photos that are named now; other leftovers wait for their own. */
function ofThisRun(all: UploadStorage, vehicleId: string, paths: ReadonlySet<string>): UploadStorage {
  return {
    ...all,
    list: async () =>
      (await all.list()).filter(({ vehicleId: own, file }) => own === vehicleId && file.kind === 'path' && paths.has(file.path)),
  };
}

interface Started {
  readonly photo: Photo;
  /** Or why it could not be read. */
  readonly upload: Upload | ForecourtError;
}

/** Tells results in the order of the photos, also when a later one is there first. */
async function follow(
  started: readonly Started[],
  { subscribe }: { subscribe(changed: () => void): () => void },
  terminal: Terminal,
  signal: AbortSignal,
): Promise<ExitCode> {
  const running = started.flatMap(({ upload }) => (ForecourtError.is(upload) ? [] : [upload]));
  const totalBytes = running.reduce((sum, { bytes }) => sum + bytes, 0);
  using bar = startProgress(terminal, Math.max(totalBytes, 1));
  const show = () =>
    bar.set(
      running.reduce((sum, { state }) => sum + state.sentBytes, 0),
      transferText(running),
    );
  const stop = subscribe(show);
  let failures = 0;
  try {
    for (const { photo, upload } of started) {
      if (signal.aborted) break;
      try {
        if (ForecourtError.is(upload)) throw upload;
        const arrived = await untilAborted(upload.done, signal);
        terminal.result({ input: { path: photo.path }, photo: arrived }, () => `${oneLine(photo.path)} → ${arrived.id}, ${arrived.state}`);
      } catch (error) {
        if (signal.aborted) break;
        failures++;
        terminal.failure(error, { input: { path: photo.path } });
      }
    }
  } finally {
    stop();
  }
  if (signal.aborted) {
    terminal.note('What was sent is kept: run the same line again, and it goes on.');
    return exitCodes.interrupted;
  }
  return failures > 0 ? exitCodes.failed : exitCodes.done;
}

/** Uploads to two servers are kept apart. */
function keptIn(serverUrl: string): string {
  return join(readSettings().dataDir, 'uploads-to', createHash('sha256').update(serverUrl).digest('hex').slice(0, 16));
}

function untilAborted<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(ForecourtError.from(signal.reason, 'ABORTED'));
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
