import * as z from 'zod';
import { idSchema, timeSchema } from './identifiers.ts';
import { problemSchema } from './problem.ts';
import { newVehicleSchema } from './vehicle.ts';

/** `csv`: a table of vehicles; `mongo`: documents as `mongoexport` writes them; `folder`: names of folders of photos. */
export const importKindSchema = z.enum(['csv', 'mongo', 'folder']);
export type ImportKind = z.infer<typeof importKindSchema>;

/** `receiving` its source, `ready` to be looked at and started, `running`, `stopped` halfway, `done`; then perhaps `undoing`, `undone`. */
export const importStateSchema = z.enum(['receiving', 'ready', 'running', 'stopped', 'done', 'failed', 'undoing', 'undone']);
export type ImportState = z.infer<typeof importStateSchema>;

/** What a column can be brought into. */
export const importFieldSchema = newVehicleSchema.keyof();
export type ImportField = z.infer<typeof importFieldSchema>;

const columnName = z.string().min(1).max(200);

/** How a source is read. The server guesses it; what is wrong can be changed before the start. */
export const importPlanSchema = z
  .strictObject({
    encoding: z.enum(['utf-8', 'utf-16le', 'utf-16be', 'windows-1252']),
    delimiter: z.enum([',', ';', '\t', '|']).meta({ description: 'Between the columns of a table.' }),
    columns: z
      .partialRecord(importFieldSchema, columnName)
      .meta({ description: 'Which column each field of a vehicle comes from. A field without a column stays empty.' }),
    make: z.string().trim().max(80).optional().meta({ description: 'For rows that say none.' }),
    model: z.string().trim().max(120).optional().meta({ description: 'For rows that say none.' }),
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/, 'must be an ISO 4217 code')
      .optional()
      .meta({ description: 'For prices that say none.' }),
  })
  .meta({ id: 'ImportPlan' });
export type ImportPlan = z.infer<typeof importPlanSchema>;

export const importErrorSchema = z
  .object({
    rowNumber: z.int().positive().meta({ description: 'Of the source, from 1 on; the row of column names does not count.' }),
    column: z.string(),
    message: z.string(),
    value: z.string().meta({ description: 'What stands there, cut short.' }),
  })
  .meta({ id: 'ImportError' });
export type ImportError = z.infer<typeof importErrorSchema>;

/** Vehicles that are brought over from another system. */
export const importSchema = z
  .object({
    id: idSchema,
    kind: importKindSchema,
    name: z.string(),
    state: importStateSchema,
    bytes: z.int().nonnegative(),
    receivedBytes: z.int().nonnegative(),
    plan: importPlanSchema.nullable(),
    totalRows: z.int().nonnegative().nullable(),
    doneRows: z.int().nonnegative(),
    created: z.int().nonnegative().meta({ description: 'Vehicles that were made.' }),
    skipped: z.int().nonnegative().meta({ description: 'Rows whose stock number was there already: those vehicles stay as they are.' }),
    failed: z.int().nonnegative().meta({ description: 'Rows that could not be brought in; the list of errors says why.' }),
    undone: z.int().nonnegative().meta({ description: 'What was taken back.' }),
    kept: z.int().nonnegative().meta({ description: 'What was not taken back, since somebody has worked on it since.' }),
    problem: problemSchema.nullable(),
    startedBy: z.string(),
    createdAt: timeSchema,
    updatedAt: timeSchema,
    finishedAt: timeSchema.nullable(),
  })
  .meta({ id: 'Import' });
export type Import = z.infer<typeof importSchema>;

/** What would come in: nothing was written yet. */
export const importPreviewSchema = z
  .object({
    columns: z.array(z.string()),
    rows: z.array(
      z.object({
        rowNumber: z.int().positive(),
        vehicle: z.record(z.string(), z.union([z.string(), z.number(), z.null()])).nullable(),
        errors: z.array(importErrorSchema),
      }),
    ),
    goodRows: z.int().nonnegative(),
    brokenRows: z.int().nonnegative(),
    errors: z.array(importErrorSchema).meta({ description: 'The first ones.' }),
  })
  .meta({ id: 'ImportPreview' });
export type ImportPreview = z.infer<typeof importPreviewSchema>;
