import { and, desc, eq } from './drizzle.ts';
import type { ForecourtOrm } from './orm.ts';
import { photos } from './schema.ts';

/** The photo that a file is of, the newest where several are, with its job. */
export async function findPhotoOf(
  orm: ForecourtOrm,
  dealershipId: string,
  sha256: string | undefined,
): Promise<{ readonly photoId: string; readonly jobId: string | null; readonly name: string } | null> {
  if (sha256 === undefined) return null;
  const [row] = await orm
    .select({ photoId: photos.id, jobId: photos.jobId, name: photos.name })
    .from(photos)
    .where(and(eq(photos.dealershipId, dealershipId), eq(photos.assetSha256, sha256)))
    .orderBy(desc(photos.id))
    .limit(1);
  return row ?? null;
}
