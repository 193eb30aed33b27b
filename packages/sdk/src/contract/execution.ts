import * as z from 'zod';
import { roadKindSchema } from './host.ts';
import { hostFileSchema, hostJobEventSchema, hostJobStateSchema } from './host-job.ts';
import { idSchema, sha256Schema, timeSchema } from './identifiers.ts';
import { problemSchema } from './problem.ts';

/** One run on a host: of a script, or of its engine. */
export const executionSchema = z
  .object({
    id: idSchema,
    hostId: idSchema,
    hostName: z.string(),
    operation: z.enum(['removeBackground', 'script']),
    script: z.object({ name: z.string(), version: z.string() }).nullable(),
    road: roadKindSchema.nullable().meta({ description: 'The one that it began on; the log says where it changed.' }),
    state: hostJobStateSchema,
    progress: z.object({ stage: z.string(), share: z.number().min(0).max(1) }).nullable(),
    inputs: z.int().nonnegative(),
    outputs: z.int().nonnegative(),
    attempts: z.int().nonnegative(),
    exitCode: z.int().nullable(),
    problem: problemSchema.nullable(),
    startedBy: z.string().meta({ description: 'A person by name, or the job of a photo.' }),
    photoId: idSchema.nullable(),
    createdAt: timeSchema,
    startedAt: timeSchema.nullable(),
    finishedAt: timeSchema.nullable(),
  })
  .meta({ id: 'Execution' });
export type Execution = z.infer<typeof executionSchema>;

export const executionDetailSchema = executionSchema
  .extend({
    parameters: z.record(z.string(), z.unknown()),
    whatIf: z.boolean(),
    files: z.array(z.object({ input: hostFileSchema.nullable(), output: hostFileSchema.nullable(), problem: problemSchema.nullable() })),
    log: z.array(hostJobEventSchema).meta({ description: 'The last 2,000 events; all of them stand in the export.' }),
    logBytes: z.int().nonnegative(),
  })
  .meta({ id: 'ExecutionDetail' });
export type ExecutionDetail = z.infer<typeof executionDetailSchema>;

/** A file on its way between platform and host. */
export const transferSchema = z
  .object({
    id: idSchema,
    hostId: idSchema,
    hostName: z.string(),
    direction: z.enum(['to-host', 'from-host']),
    sha256: sha256Schema.nullable(),
    name: z.string(),
    bytes: z.int().nonnegative(),
    doneBytes: z.int().nonnegative(),
    bytesPerSecond: z.number().nonnegative().nullable(),
    remainingMs: z.number().nonnegative().nullable(),
    road: roadKindSchema.nullable(),
    resumed: z.int().nonnegative().meta({ description: 'How often it went on after a break.' }),
    state: z.enum(['running', 'done', 'failed']),
    problem: problemSchema.nullable(),
    startedAt: timeSchema,
    finishedAt: timeSchema.nullable(),
  })
  .meta({ id: 'Transfer' });
export type Transfer = z.infer<typeof transferSchema>;
