import { lt } from './drizzle.ts';
import type { HostName } from './hosts.ts';
import type { ForecourtOrm } from './orm.ts';
import { hostTokens } from './schema.ts';

/** Notes that a token was used. @returns whether it is the first time */
export async function claimToken(
  orm: ForecourtOrm,
  { dealershipId, id }: HostName,
  { tokenId, expiresAt }: { readonly tokenId: string; readonly expiresAt: Date },
): Promise<boolean> {
  const noted = await orm
    .insert(hostTokens)
    .values({ dealershipId, hostId: id, tokenId, expiresAt })
    .onConflictDoNothing()
    .returning({ tokenId: hostTokens.tokenId });
  return noted.length > 0;
}

/** Forgets tokens that nobody would take any more. */
export async function removeTokensBefore(orm: ForecourtOrm, moment: Date): Promise<void> {
  await orm.delete(hostTokens).where(lt(hostTokens.expiresAt, moment));
}
