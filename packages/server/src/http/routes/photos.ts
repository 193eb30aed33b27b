import { removalOptionsSchema } from '@forecourt/sdk/contract';
import { addPhoto, appendEvent, changePhoto, deletePhoto, listPhotos, readPhoto } from '../../database/index.ts';
import { addJob, callBack, enqueue, processPhoto } from '../../jobs/index.ts';
import { safeName } from '../../uploads/metadata.ts';
import type { Handlers } from '../call.ts';
import type { HandlerParts } from '../handlers.ts';

/** Photos of vehicles. Each change is told in the transaction that makes it. */
export function photoHandlers({ database, jobs }: HandlerParts) {
  return {
    listPhotos: ({ caller, query }) => listPhotos(database.orm, caller.dealershipId, query),
    async addPhoto({ caller: { dealershipId }, params: { vehicleId }, body: { sha256, name, angle, options } }) {
      const { photoId, jobId } = await database.transaction(async (tx) => {
        const added = await addPhoto(tx, { dealershipId, vehicleId, sha256, name: safeName(name), angle });
        if (!added.isNew) return { ...added, jobId: null };
        const job = await addJob(tx, { dealershipId, photoId: added.photoId, options: options ?? removalOptionsSchema.parse({}) });
        await appendEvent(tx, dealershipId, 'photo.added', await readPhoto(tx, dealershipId, added.photoId));
        return { ...added, ...job };
      });
      if (jobId !== null) await enqueue(jobs, { dealershipId, jobId });
      return await readPhoto(database.orm, dealershipId, photoId);
    },
    getPhoto: ({ caller, params }) => readPhoto(database.orm, caller.dealershipId, params.photoId),
    changePhoto: ({ caller: { dealershipId }, params: { photoId }, body }) =>
      database.transaction(async (tx) => {
        for (const id of await changePhoto(tx, dealershipId, photoId, body)) {
          await appendEvent(tx, dealershipId, 'photo.changed', await readPhoto(tx, dealershipId, id));
        }
        return await readPhoto(tx, dealershipId, photoId);
      }),
    async deletePhoto({ caller: { dealershipId }, params: { photoId } }) {
      const { activeJobIds } = await database.transaction(async (tx) => {
        const deleted = await deletePhoto(tx, dealershipId, photoId);
        await appendEvent(tx, dealershipId, 'photo.deleted', { id: photoId, vehicleId: deleted.vehicleId });
        return deleted;
      });
      await callBack(jobs, activeJobIds);
    },
    async processPhoto({ caller: { dealershipId }, params: { photoId }, body }) {
      await processPhoto(jobs, { dealershipId, photoId, options: body });
      return await readPhoto(database.orm, dealershipId, photoId);
    },
  } satisfies Partial<Handlers>;
}
