import * as z from 'zod';
import type { Sqlite } from './sqlite.ts';

const rowSchema = z
  .object({
    path: z.string(),
    fingerprint: z.string(),
    sha256: z.string().nullable(),
    vehicle_id: z.string().nullable(),
    photo_id: z.string().nullable(),
    problem: z.string().nullable(),
    replaced_photo_id: z.string().nullable(),
    is_leaving: z.number(),
  })
  .transform((row) => ({
    path: row.path,
    fingerprint: row.fingerprint,
    sha256: row.sha256,
    vehicleId: row.vehicle_id,
    photoId: row.photo_id,
    problem: row.problem,
    replacedPhotoId: row.replaced_photo_id,
    isLeaving: row.is_leaving === 1,
  }));

/** A file as it was when it went up, or when it was found to be no photo. */
export type FileRow = z.output<typeof rowSchema>;

export interface SentFile {
  readonly path: string;
  readonly fingerprint: string;
  readonly sha256: string;
  readonly vehicleId: string;
  readonly photoId: string;
  /** The photo of what this file was before; it is to be removed. */
  readonly replacedPhotoId: string | null;
}

/** Files of the folder that are dealt with. */
export interface FileRows {
  all(): FileRow[];
  /** Those that took the place of a photo which is still there. */
  withReplaced(): FileRow[];
  /** Vehicles that photos of the folder went to. */
  vehicles(): string[];
  ofPhoto(photoId: string): FileRow | undefined;
  /** How many files are the same photo. */
  countOfPhoto(photoId: string): number;
  sent(file: SentFile): void;
  /** It cannot be sent as it is now. */
  refused(path: string, fingerprint: string, problem: string): void;
  /** The same content under the same name: only its times changed. */
  touched(path: string, fingerprint: string): void;
  renamed(from: string, to: string, fingerprint: string): void;
  /** Its photo is about to be removed. */
  leaving(path: string): void;
  replaced(path: string): void;
  remove(path: string): void;
}

export function fileRows(database: Sqlite): FileRows {
  const all = database.prepare('select * from files');
  const withReplaced = database.prepare('select * from files where replaced_photo_id is not null');
  const vehicles = database.prepare('select distinct vehicle_id as id from files where photo_id is not null order by vehicle_id');
  const ofPhoto = database.prepare('select * from files where photo_id = ? order by path limit 1');
  const countOfPhoto = database.prepare('select count(*) as count from files where photo_id = ?');
  const sent = database.prepare(`insert or replace into files
    (path, fingerprint, sha256, vehicle_id, photo_id, problem, replaced_photo_id, is_leaving) values (?, ?, ?, ?, ?, null, ?, 0)`);
  // What was sent under this name before stays known: a file that is whole again takes its place.
  const refused = database.prepare(`insert into files (path, fingerprint, problem) values (?, ?, ?)
    on conflict (path) do update set fingerprint = excluded.fingerprint, problem = excluded.problem`);
  const touched = database.prepare('update files set fingerprint = ?, problem = null where path = ?');
  const renamed = database.prepare('update or replace files set path = ?, fingerprint = ?, problem = null where path = ?');
  const leaving = database.prepare('update files set is_leaving = 1 where path = ?');
  const replaced = database.prepare('update files set replaced_photo_id = null where path = ?');
  const remove = database.prepare('delete from files where path = ?');
  return {
    all: () => all.all().map((row) => rowSchema.parse(row)),
    withReplaced: () => withReplaced.all().map((row) => rowSchema.parse(row)),
    vehicles: () => vehicles.all().map((row) => z.object({ id: z.string() }).parse(row).id),
    ofPhoto: (photoId) => rowSchema.optional().parse(ofPhoto.get(photoId)),
    countOfPhoto: (photoId) => z.object({ count: z.number() }).parse(countOfPhoto.get(photoId)).count,
    sent: ({ path, fingerprint, sha256, vehicleId, photoId, replacedPhotoId }) =>
      void sent.run(path, fingerprint, sha256, vehicleId, photoId, replacedPhotoId),
    refused: (path, fingerprint, problem) => void refused.run(path, fingerprint, problem),
    touched: (path, fingerprint) => void touched.run(fingerprint, path),
    renamed: (from, to, fingerprint) => void renamed.run(to, fingerprint, from),
    leaving: (path) => void leaving.run(path),
    replaced: (path) => void replaced.run(path),
    remove: (path) => void remove.run(path),
  };
}
