import { actorOf, appendAudit } from '../../database/audit.ts';
import { appendEvent, changePhoto, deletePhoto, listPhotos, readPhoto, readVehicle } from '../../database/index.ts';
import { callBack, processPhoto } from '../../jobs/index.ts';
import { enqueuePlaced, placePhoto } from '../../uploads/index.ts';
import { safeName } from '../../uploads/metadata.ts';
import type { Handlers } from '../call.ts';
import type { HandlerParts } from '../handler-parts.ts';

/** Photos of vehicles. Each change is told in the transaction that makes it. */
export function photoHandlers({ database, jobs, providers: { cutoutOffers } }: HandlerParts) {
  return {
    listPhotos: ({ caller, query }) => listPhotos(database.orm, caller.dealershipId, query),
    async addPhoto({ caller: { dealershipId }, params: { vehicleId }, body, correlationId }) {
      if (body.options?.provider !== undefined) {
        // First whether there is one at all: providers are told to whoever may see what they would work on.
        await readVehicle(database.orm, dealershipId, vehicleId);
        await cutoutOffers.require(dealershipId, body.options);
      }
      const photo = {
        dealershipId,
        vehicleId,
        ...body,
        name: safeName(body.name),
        angle: body.angle ?? null,
        options: body.options ?? null,
        correlationId,
      };
      const placed = await database.transaction((tx) => placePhoto(tx, photo));
      await enqueuePlaced(jobs, placed);
      return await readPhoto(database.orm, dealershipId, placed.photoId);
    },
    getPhoto: ({ caller, params }) => readPhoto(database.orm, caller.dealershipId, params.photoId),
    changePhoto: ({ caller: { dealershipId }, params: { photoId }, body }) =>
      database.transaction(async (tx) => {
        for (const id of await changePhoto(tx, dealershipId, photoId, body)) {
          await appendEvent(tx, dealershipId, 'photo.changed', await readPhoto(tx, dealershipId, id));
        }
        return await readPhoto(tx, dealershipId, photoId);
      }),
    async deletePhoto({ caller, params: { photoId }, keepAnswer }) {
      const { dealershipId } = caller;
      const { activeJobIds } = await database.transaction(async (tx) => {
        const { name, asset } = await readPhoto(tx, dealershipId, photoId);
        const deleted = await deletePhoto(tx, dealershipId, photoId);
        await appendAudit(tx, {
          dealershipId,
          actor: actorOf(caller),
          action: 'photo.deleted',
          target: { kind: 'photo', id: photoId },
          details: { name, vehicleId: deleted.vehicleId, sha256: asset.sha256 },
        });
        await keepAnswer(tx, null);
        await appendEvent(tx, dealershipId, 'photo.deleted', { id: photoId, vehicleId: deleted.vehicleId });
        return deleted;
      });
      await callBack(jobs, activeJobIds);
    },
    async processPhoto({ caller: { dealershipId }, params: { photoId }, body, correlationId }) {
      if (body.provider !== undefined) {
        await readPhoto(database.orm, dealershipId, photoId);
        await cutoutOffers.require(dealershipId, body);
      }
      await processPhoto(jobs, { dealershipId, photoId, options: body, correlationId });
      return await readPhoto(database.orm, dealershipId, photoId);
    },
    listCutoutOffers: async ({ caller }) => ({ items: await cutoutOffers.list(caller.dealershipId) }),
  } satisfies Partial<Handlers>;
}
