import { ForecourtError } from '@forecourt/errors';
import { angleSchema, idSchema, removalOptionsSchema, sha256Schema } from '@forecourt/sdk/contract';
import { z } from 'zod';

const longestName = 255;

/** `Upload-Metadata` of a photo; other keys, such as those that clients add by themselves, are let be. */
const metadataSchema = z.object({
  vehicleId: idSchema,
  filename: z.string().max(4096).nullish(),
  /** Some clients say `name`. */
  name: z.string().max(4096).nullish(),
  filetype: z.string().max(255).nullish(),
  sha256: sha256Schema.nullish(),
  angle: angleSchema.nullish(),
  options: z
    .string()
    .transform((text, context) => {
      try {
        return JSON.parse(text);
      } catch {
        // The parser's text names no place that the sender knows.
        context.addIssue({ code: 'custom', message: 'must be JSON' });
        return z.NEVER;
      }
    })
    .pipe(removalOptionsSchema)
    .nullish(),
});

export interface UploadMetadata {
  readonly vehicleId: string;
  readonly name: string;
  readonly typeHint: string | null;
  readonly sha256: string | null;
  readonly angle: z.infer<typeof angleSchema> | null;
  readonly options: z.infer<typeof removalOptionsSchema> | null;
}

/** @throws INVALID_INPUT which names the keys that are wrong */
export function parseMetadata(given: Readonly<Record<string, string | null>> | undefined): UploadMetadata {
  const parsed = metadataSchema.safeParse(given ?? {});
  if (!parsed.success) {
    throw new ForecourtError('INVALID_INPUT', `Upload-Metadata is not complete: ${z.prettifyError(parsed.error)}`, {
      hint: 'A photo needs the vehicleId; filename, sha256, angle and options may be given.',
    });
  }
  const { vehicleId, filename, name, filetype, sha256, angle, options } = parsed.data;
  return {
    vehicleId,
    name: safeName(filename ?? name ?? ''),
    typeHint: filetype ?? null,
    sha256: sha256 ?? null,
    angle: angle ?? null,
    options: options ?? null,
  };
}

/**
 * A file name fit for showing: no folders, no control characters, nothing that reorders the text around it, at most 255 characters.
 * It is never a part of a path; files are named by identifiers and hashes.
 */
export function safeName(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? '';
  const clean = last
    .normalize('NFC')
    // Control and format characters, among them those that turn the direction of writing, and lone surrogates.
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\u2028\u2029]/gu, '')
    .trim();
  if (/^\.*$/.test(clean)) return 'photo';
  if (clean.length <= longestName) return clean;
  const ending = /\.[A-Za-z0-9]{1,10}$/.exec(clean)?.[0] ?? '';
  return `${clean.slice(0, longestName - ending.length).replace(/[\uD800-\uDBFF]$/, '')}${ending}`;
}
