import * as z from 'zod';
import { idSchema, sha256Schema, timeSchema } from './identifiers.ts';

/** Where files are kept: in the data folder, or in a bucket. */
export const storagePlaceSchema = z.enum(['folder', 's3']);
export type StoragePlace = z.infer<typeof storagePlaceSchema>;

export const fileCountSchema = z.object({ files: z.int().nonnegative(), bytes: z.int().nonnegative() }).meta({ id: 'FileCount' });
export type FileCount = z.infer<typeof fileCountSchema>;

/** What went wrong with one file, or with all of them. */
export const storageProblemSchema = z
  .object({ sha256: sha256Schema.nullable(), code: z.string(), message: z.string() })
  .meta({ id: 'StorageProblem' });
export type StorageProblem = z.infer<typeof storageProblemSchema>;

/**
 * `counting` and `copying` bring files to the target, `switched` has them there with the source still full; `verifying` and
 * `removing` empty the source, and `removed` has. `cancelled` was turned round.
 */
export const storageMoveStateSchema = z.enum(['counting', 'copying', 'switched', 'verifying', 'removing', 'removed', 'cancelled']);
export type StorageMoveState = z.infer<typeof storageMoveStateSchema>;

/** Bringing all files from one place to another, while the server runs. */
export const storageMoveSchema = z
  .object({
    id: idSchema,
    from: storagePlaceSchema,
    to: storagePlaceSchema,
    state: storageMoveStateSchema,
    bytesPerSecond: z.int().positive().nullable().meta({ description: 'How fast it may be; null for no limit.' }),
    total: fileCountSchema.meta({ description: 'What was in the source when it began.' }),
    done: fileCountSchema.meta({ description: 'Of the total, in this state.' }),
    copied: fileCountSchema.meta({ description: 'What travelled; the rest was in the target already.' }),
    removedFiles: z.int().nonnegative(),
    problemCount: z.int().nonnegative(),
    problems: z.array(storageProblemSchema).meta({ description: 'The first of them.' }),
    trouble: storageProblemSchema.nullable().meta({ description: 'Why it does not go on right now.' }),
    startedAt: timeSchema,
    updatedAt: timeSchema,
    switchedAt: timeSchema.nullable(),
    removedAt: timeSchema.nullable(),
  })
  .meta({ id: 'StorageMove' });
export type StorageMove = z.infer<typeof storageMoveSchema>;

const namedFilesSchema = z.object({
  count: z.int().nonnegative(),
  files: z.array(sha256Schema).meta({ description: 'The first of them.' }),
});

export const storageCleaningSchema = z
  .object({
    id: idSchema,
    isFull: z.boolean().meta({ description: 'Whether every file was looked at, or only those that the database names.' }),
    isDryRun: z.boolean(),
    startedAt: timeSchema,
    finishedAt: timeSchema.nullable(),
    counts: z
      .object({
        orphans: fileCountSchema.meta({ description: 'Files that nobody wants any more.' }),
        derived: fileCountSchema.meta({ description: 'Previews of files that are gone.' }),
        unusedAssets: z.int().nonnegative().meta({ description: 'Files of dealerships that make no use of them.' }),
        temporary: z.int().nonnegative().meta({ description: 'What interrupted writes left.' }),
        uploads: z.int().nonnegative().meta({ description: 'Uploads that are over or were left.' }),
        missing: namedFilesSchema.meta({ description: 'Files that should be there and are not. Nothing of them is removed.' }),
        damaged: namedFilesSchema.meta({ description: 'Files of another size than they had. Nothing of them is removed.' }),
        spared: z.int().nonnegative().meta({ description: 'Files that somebody was just about to use.' }),
      })
      .nullable(),
    problem: storageProblemSchema.nullable(),
  })
  .meta({ id: 'StorageCleaning' });
export type StorageCleaning = z.infer<typeof storageCleaningSchema>;

/** Everything about files of the installation. */
export const storageStatusSchema = z
  .object({
    place: storagePlaceSchema.meta({ description: 'Where new files go.' }),
    places: z.object({ folder: z.string(), s3: z.string().nullable() }).meta({ description: 'Each in words; null without settings.' }),
    kept: z.object({
      all: fileCountSchema,
      photos: fileCountSchema,
      cutouts: fileCountSchema,
      generated: fileCountSchema,
      unused: fileCountSchema,
    }),
    dealerships: z.array(z.object({ id: idSchema, name: z.string(), ...fileCountSchema.shape })),
    move: storageMoveSchema.nullable().meta({ description: 'The newest.' }),
    cleanings: z.array(storageCleaningSchema).meta({ description: 'Reports, newest first.' }),
  })
  .meta({ id: 'StorageStatus' });
export type StorageStatus = z.infer<typeof storageStatusSchema>;

/** An address from which anybody may fetch a file for a while. */
export const fileLinkSchema = z.object({ url: z.url(), expiresAt: timeSchema }).meta({ id: 'FileLink' });
export type FileLink = z.infer<typeof fileLinkSchema>;
