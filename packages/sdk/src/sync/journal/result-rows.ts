import * as z from 'zod';
import type { Sqlite } from './sqlite.ts';

const rowSchema = z
  .object({
    photo_id: z.string(),
    wanted_sha256: z.string(),
    type: z.string(),
    name: z.string().nullable(),
    have_sha256: z.string().nullable(),
    have_fingerprint: z.string().nullable(),
  })
  .transform((row) => ({
    photoId: row.photo_id,
    wantedSha256: row.wanted_sha256,
    type: row.type,
    name: row.name,
    haveSha256: row.have_sha256,
    haveFingerprint: row.have_fingerprint,
  }));

/** A cutout that belongs into the folder of results. */
export type ResultRow = z.output<typeof rowSchema>;

export interface ResultRows {
  /** Those that are not there as they should be. */
  wanted(limit: number): ResultRow[];
  countWanted(): number;
  want(result: { readonly photoId: string; readonly sha256: string; readonly type: string }): void;
  /** Takes a name in the folder for a result. @returns whether nobody else has it, capitals and small letters being the same */
  claim(photoId: string, name: string): boolean;
  fetched(photoId: string, sha256: string, fingerprint: string): void;
}

const missing = 'have_sha256 is null or have_sha256 <> wanted_sha256';

export function resultRows(database: Sqlite): ResultRows {
  const wanted = database.prepare(`select * from results where ${missing} order by photo_id limit ?`);
  const countWanted = database.prepare(`select count(*) as count from results where ${missing}`);
  const want = database.prepare(`insert into results (photo_id, wanted_sha256, type) values (?, ?, ?)
    on conflict (photo_id) do update set wanted_sha256 = excluded.wanted_sha256, type = excluded.type`);
  const claim = database.prepare('update or ignore results set name = ?, name_key = ? where photo_id = ?');
  const fetched = database.prepare('update results set have_sha256 = ?, have_fingerprint = ? where photo_id = ?');
  return {
    wanted: (limit) => wanted.all(limit).map((row) => rowSchema.parse(row)),
    countWanted: () => z.object({ count: z.number() }).parse(countWanted.get()).count,
    want: ({ photoId, sha256, type }) => void want.run(photoId, sha256, type),
    claim: (photoId, name) => claim.run(name, name.normalize('NFC').toLowerCase(), photoId).changes === 1,
    fetched: (photoId, sha256, fingerprint) => void fetched.run(sha256, fingerprint, photoId),
  };
}
