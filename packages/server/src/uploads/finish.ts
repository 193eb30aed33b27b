import { ForecourtError } from '@forecourt/errors';
import type { ImageLimitsInput } from '@forecourt/sdk/imaging';
import { type Database, putAsset, readAsset } from '../database/index.ts';
import type { Queue } from '../jobs/queue.ts';
import { keepListed, openPicture } from '../pictures/index.ts';
import type { Storage } from '../storage/index.ts';
import { inSpan } from '../telemetry/index.ts';
import type { Finish, ReceivedFile } from './finisher.ts';
import { enqueuePlaced, placePhoto } from './place-photo.ts';
import { markDone, markFinishing } from './rows.ts';

export interface FinishParts {
  readonly database: Database;
  readonly storage: Storage;
  readonly queue: Queue;
  readonly imageLimits?: ImageLimitsInput | undefined;
}

/**
 * A received file becomes a photo: looked at whole, moved into storage and synced there, then asset, photo, job and event in one
 * transaction with the end of the upload. Interrupted at any point it is done again from the start and comes to the same photo: the
 * hash is recorded before the file moves, storage keeps a file once, and a vehicle has a file once.
 */
export function photoFinish({ database, storage, queue, imageLimits }: FinishParts): Finish {
  /** What is known of the picture: from the asset, if the dealership has it, or by looking at all of it. */
  async function look(file: ReceivedFile) {
    const { row, sha256 } = file;
    try {
      const { type, widthPx, heightPx, placeholder } = await readAsset(database.orm, row.dealershipId, sha256);
      return { facts: { type, widthPx, heightPx, placeholder }, picture: undefined };
    } catch (error) {
      if (!ForecourtError.is(error) || error.code !== 'NOT_FOUND') throw error;
      const picture = await openPicture(await fileOf(file), { limits: imageLimits });
      return { facts: picture.facts, picture };
    }
  }

  /** The file to be looked at: still with the upload, or in storage since an interrupted finish. */
  async function fileOf({ path, sha256 }: ReceivedFile): Promise<string | Uint8Array> {
    return path ?? (await storage.path(sha256)) ?? new Response(await storage.read(sha256)).bytes();
  }

  return (file) => inSpan('finish upload', () => finish(file));

  async function finish(file: ReceivedFile) {
    const { row, sha256 } = file;
    const { dealershipId, vehicleId, name, angle, options, bytes, correlationId } = row;
    const { facts, picture } = await look(file);
    if (file.path !== undefined) {
      if (row.state !== 'finishing' || row.sha256 !== sha256) await markFinishing(database, row, sha256);
      await storage.put({ path: file.path }, { sha256, isVerified: true });
    }
    const placed = await database.transaction(async (tx) => {
      await putAsset(tx, { dealershipId, sha256, bytes, ...facts });
      const photo = await placePhoto(tx, { dealershipId, vehicleId, sha256, name, angle, options, correlationId });
      await markDone(tx, row, sha256, photo.photoId);
      return photo;
    });
    await enqueuePlaced({ queue }, placed);
    // Its page is about to ask for it; what cannot be kept now is made then.
    if (picture !== undefined) await keepListed(storage, sha256, picture).catch(() => undefined);
    return { photoId: placed.photoId };
  }
}
