import * as z from 'zod';
import { angleSchema, removalOptionsSchema } from '../contract/index.ts';
import type { FileSource, KeptFile } from './file-source.ts';

const keptFileSchema = z.custom<KeptFile>((value) => typeof value === 'object' && value !== null && 'kind' in value);

/** What outlives a closed tab or an ended process. */
export const keptUploadSchema = z.object({
  id: z.string(),
  /** Address of the server that it goes to. */
  server: z.string(),
  vehicleId: z.string(),
  name: z.string(),
  angle: angleSchema.nullable(),
  options: removalOptionsSchema.nullable(),
  file: keptFileSchema,
  /** How the file looked when it was added: see `FileSource.version`. */
  version: z.string().nullable(),
  /** SHA-256 of the whole, once known. */
  sha256: z.string().nullable(),
  /** Where the server gathers it, once it does. */
  uploadUrl: z.string().nullable(),
  /** What it became: kept for a while, so that another tab which waited for it learns of it. */
  photoId: z.string().nullable(),
  addedAt: z.number(),
});
export type KeptUpload = z.infer<typeof keptUploadSchema>;

/** Keeps uploads that are not done. Every implementation may lose what it keeps, but never mixes two up. */
export interface UploadStorage {
  list(): Promise<readonly KeptUpload[]>;
  get(id: string): Promise<KeptUpload | undefined>;
  put(upload: KeptUpload): Promise<void>;
  delete(id: string): Promise<void>;
  /** Makes a source of what it kept. @throws FILE_NOT_FOUND, FILE_NOT_READABLE */
  open(upload: KeptUpload): Promise<FileSource>;
}
