import type { Caller } from '../../identity/index.ts';
import { decide, undo } from '../../review/review.ts';
import type { Handlers } from '../call.ts';
import type { HandlerParts } from '../handler-parts.ts';

/** Decisions on cutouts. */
export function reviewHandlers({ database }: HandlerParts) {
  return {
    reviewPhoto: ({ caller, params, body }) =>
      database.transaction((tx) => decide(tx, { dealershipId: caller.dealershipId, ...params, ...body, by: by(caller) })),
    undoReview: ({ caller, params }) =>
      database.transaction((tx) => undo(tx, { dealershipId: caller.dealershipId, ...params, by: by(caller) })),
  } satisfies Partial<Handlers>;
}

function by({ name, personId, keyId }: Caller) {
  return { name, personId: personId ?? null, keyId };
}
