import { actorOf, appendAudit } from '../../database/audit.ts';
import { appendEvent, changeVehicle, createVehicle, deleteVehicle, listVehicles, readListing, readVehicle } from '../../database/index.ts';
import { callBack } from '../../jobs/index.ts';
import type { Handlers } from '../call.ts';
import type { HandlerParts } from '../handler-parts.ts';

/** Stock items, and what buyers see of them. Each change is told in the transaction that makes it. */
export function vehicleHandlers({ database, jobs }: HandlerParts) {
  return {
    listVehicles: ({ caller, query }) => listVehicles(database.orm, caller.dealershipId, query),
    createVehicle: ({ caller: { dealershipId }, body, keepAnswer }) =>
      database.transaction(async (tx) => {
        const vehicle = await createVehicle(tx, dealershipId, body);
        await keepAnswer(tx, vehicle);
        await appendEvent(tx, dealershipId, 'vehicle.created', vehicle);
        return vehicle;
      }),
    getVehicle: ({ caller, params }) => readVehicle(database.orm, caller.dealershipId, params.vehicleId),
    changeVehicle: ({ caller: { dealershipId }, params, body }) =>
      database.transaction(async (tx) => {
        const vehicle = await changeVehicle(tx, dealershipId, params.vehicleId, body);
        await appendEvent(tx, dealershipId, 'vehicle.changed', vehicle);
        return vehicle;
      }),
    async deleteVehicle({ caller, params, keepAnswer }) {
      const { dealershipId } = caller;
      const { activeJobIds } = await database.transaction(async (tx) => {
        const { stockNumber, make, model, photos } = await readVehicle(tx, dealershipId, params.vehicleId);
        const deleted = await deleteVehicle(tx, dealershipId, params.vehicleId);
        await appendAudit(tx, {
          dealershipId,
          actor: actorOf(caller),
          action: 'vehicle.deleted',
          target: { kind: 'vehicle', id: params.vehicleId },
          details: { stockNumber, make, model, photos: Object.values(photos).reduce((sum, count) => sum + count, 0) },
        });
        await keepAnswer(tx, null);
        await appendEvent(tx, dealershipId, 'vehicle.deleted', { id: params.vehicleId });
        return deleted;
      });
      await callBack(jobs, activeJobIds);
    },
    getListing: ({ caller, params }) => readListing(database.orm, caller.dealershipId, params.vehicleId),
  } satisfies Partial<Handlers>;
}
