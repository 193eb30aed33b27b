import { writeFile } from 'node:fs/promises';
import { hostJobRequestSchema, jobKeySchema, sha256Schema } from '@forecourt/sdk/contract';
import * as z from 'zod';

/** How a program is called: what stands before our own arguments. */
export const commandSchema = z.strictObject({ program: z.string().min(1), arguments: z.array(z.string()) });
export type Command = z.infer<typeof commandSchema>;

/**
 * What a script is told, as `job.json` beside it: the whole interface to scripts. File names and values stand here and never on a command
 * line. The file is ASCII, so that no PowerShell takes it for another encoding.
 */
export const jobFileSchema = z.strictObject({
  protocol: z.literal(1),
  job: jobKeySchema,
  operation: hostJobRequestSchema.shape.operation,
  whatIf: z.boolean(),
  inputs: z.array(z.strictObject({ sha256: sha256Schema, name: z.string(), path: z.string() })),
  /** Where results go, under any name. */
  outputFolder: z.string(),
  parameters: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  /** The lines of the protocol are written here too, each before or after it is printed. */
  events: z.string(),
  /** As soon as this file is there the script ends, with exit code 50. */
  stopFile: z.string(),
  /** Calls the agent's engine; the path of a job file comes behind. */
  engine: commandSchema.nullable(),
  /** A program of the dealer's own that cuts instead of the engine, from the host's settings: no job can choose one. */
  tool: commandSchema.nullable(),
});
export type JobFile = z.infer<typeof jobFileSchema>;

/** Writes a job file. */
export async function writeJobFile(path: string, job: JobFile): Promise<void> {
  const json = JSON.stringify(jobFileSchema.parse(job), undefined, 2);
  const ascii = json.replace(/[\u007f-\uffff]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
  await writeFile(path, `${ascii}\n`, { mode: 0o600 });
}
