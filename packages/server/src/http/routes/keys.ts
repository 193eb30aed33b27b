import { ForecourtError } from '@forecourt/errors';
import { idSchema } from '@forecourt/sdk/contract';
import type { Handlers } from '../call.ts';
import type { HandlerParts } from '../handler-parts.ts';

/** API keys: made, listed and revoked by people only. */
export function keyHandlers({ identity }: HandlerParts) {
  return {
    async listKeys({ caller, query: { cursor, limit } }) {
      if (cursor !== undefined && !idSchema.safeParse(cursor).success) {
        throw new ForecourtError('INVALID_INPUT', 'cursor: is none of this list.');
      }
      // It reads one more than asked for, which tells whether there is another page.
      const found = await identity.keys.list(caller.dealershipId, cursor ?? null, limit);
      const items = found.slice(0, limit);
      return { items, nextCursor: found.length > limit ? (items.at(-1)?.id ?? null) : null };
    },
    createKey: ({ caller, body }) => identity.keys.create(caller, body),
    revokeKey: ({ caller, params }) => identity.keys.revoke(caller, params.keyId),
  } satisfies Partial<Handlers>;
}
