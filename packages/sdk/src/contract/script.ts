import * as z from 'zod';
import { idSchema, sha256Schema, timeSchema } from './identifiers.ts';

export const scriptNameSchema = z.string().regex(/^[A-Za-z][A-Za-z0-9-]{0,79}$/);
export const scriptVersionSchema = z.string().regex(/^\d{1,5}\.\d{1,5}\.\d{1,5}$/);

/** A parameter that a script takes, read from its own `param` block. */
export const scriptParameterSchema = z.object({
  name: z.string(),
  type: z.enum(['text', 'number', 'switch', 'choice', 'path']),
  choices: z.array(z.string()).default([]),
  isRequired: z.boolean(),
  help: z.string().default(''),
});
export type ScriptParameter = z.infer<typeof scriptParameterSchema>;

/** One version of a script, as the manifest lists it. */
export const manifestEntrySchema = z.strictObject({
  name: scriptNameSchema,
  version: scriptVersionSchema,
  sha256: sha256Schema,
  bytes: z.int().positive().max(1_000_000),
  parameters: z.array(scriptParameterSchema),
  /** The oldest agent that can run it. */
  minimumAgent: scriptVersionSchema,
  /** Whether it is the one that is run where no version is named: one of each name. */
  isCurrent: z.boolean(),
});
export type ManifestEntry = z.infer<typeof manifestEntrySchema>;

/**
 * Everything that a host may run. It travels as a compact JWS (RFC 7515, EdDSA) signed by the platform; a host takes only one with a higher
 * number than the one it has.
 */
export const scriptManifestSchema = z.strictObject({
  number: z.int().positive(),
  hostId: idSchema,
  issuedAt: timeSchema,
  scripts: z.array(manifestEntrySchema).max(500),
});
export type ScriptManifest = z.infer<typeof scriptManifestSchema>;

/** Who a script is for, beside the versions of it. */
export const scriptSchema = z
  .object({
    id: idSchema,
    name: scriptNameSchema,
    description: z.string(),
    isBuiltIn: z.boolean().meta({ description: 'Comes with Forecourt: it can be pinned, not removed.' }),
    current: scriptVersionSchema.nullable(),
    versions: z.int().nonnegative(),
    lastRunAt: timeSchema.nullable(),
    createdAt: timeSchema,
    updatedAt: timeSchema,
  })
  .meta({ id: 'Script' });
export type Script = z.infer<typeof scriptSchema>;

export const scriptVersionRowSchema = z
  .object({
    version: scriptVersionSchema,
    sha256: sha256Schema,
    bytes: z.int().nonnegative(),
    note: z.string().meta({ description: 'What changed.' }),
    parameters: z.array(scriptParameterSchema),
    minimumAgent: scriptVersionSchema,
    isCurrent: z.boolean(),
    addedBy: z.string(),
    createdAt: timeSchema,
  })
  .meta({ id: 'ScriptVersion' });
export type ScriptVersion = z.infer<typeof scriptVersionRowSchema>;

export const scriptDetailSchema = scriptSchema
  .extend({
    all: z.array(scriptVersionRowSchema).meta({ description: 'Newest first.' }),
    pins: z
      .array(z.object({ hostId: idSchema, version: scriptVersionSchema }))
      .meta({ description: 'Hosts that stay with another version.' }),
  })
  .meta({ id: 'ScriptDetail' });
export type ScriptDetail = z.infer<typeof scriptDetailSchema>;
